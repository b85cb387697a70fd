import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { mcpServer } from '../mcp-server.ts';
import type { Ports } from '../tool.ts';

/** An answer under way; `end` frees what it holds, also when the caller has left. */
export interface HttpAnswer {
  readonly response: Response;
  readonly end: () => Promise<void>;
}

/** Answers one message of streamable HTTP. Without sessions: a server of its own for each message, which any process can give. */
export async function answerOverHttp(
  ports: Ports,
  version: string,
  { request, body }: { readonly request: Request; readonly body: unknown },
): Promise<HttpAnswer> {
  const server = mcpServer(ports, version);
  const transport = new WebStandardStreamableHTTPServerTransport();
  await server.connect(transport);
  const response = await transport.handleRequest(request, { parsedBody: body });
  return { response, end: () => server.close() };
}
