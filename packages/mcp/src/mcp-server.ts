import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type ServerNotification,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { callTool } from './call-tool.ts';
import { NOTICE } from './said.ts';
import type { Call, Ports, Tool } from './tool.ts';
import { tools } from './tools.ts';

/** What a client is told before anything else. */
const INSTRUCTIONS = `Countersign keeps the drafting of access policies apart from their approval. With these tools you read,
analyse, draft, verify and ask for review. You cannot approve, reject, release, sign or change rules: people do that, elsewhere.
A proof that is \`undetermined\` is not a yes. ${NOTICE}`;

/** One MCP server over all tools; connect it to a transport. One per client, or per request where there is no session. */
export function mcpServer(ports: Ports, version: string): Server {
  const server = new Server(
    { name: 'countersign', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(listed) }));
  server.setRequestHandler(CallToolRequestSchema, (request, extra) => {
    const { name, arguments: input, _meta } = request.params;
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) {
      throw new McpError(ErrorCode.InvalidParams, `there is no tool \`${name.slice(0, 100)}\``);
    }
    const { signal } = extra;
    const progress = progressTo(extra.sendNotification, _meta?.progressToken);
    return callTool(tool, input, { ports, signal, progress });
  });
  return server;
}

function listed({ name, title, description, input, annotations }: Tool) {
  return {
    name,
    title,
    description,
    inputSchema: { ...z.toJSONSchema(input, { io: 'input' }), type: 'object' as const },
    annotations: { title, ...annotations },
  };
}

/** Tells nobody where the client did not ask to be told. */
function progressTo(
  send: (notification: ServerNotification) => Promise<void>,
  progressToken: string | number | undefined,
): Call['progress'] {
  return async (progress, total, message) => {
    if (progressToken === undefined) return;
    const params = { progressToken, progress, total, message };
    await send({ method: 'notifications/progress', params });
  };
}
