import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { mcpServer } from '../mcp-server.ts';
import type { Ports } from '../tool.ts';

/** Bytes of one message; a batch line of the program may be as long. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

/** Speaks the protocol on standard input and output; resolves when the client has closed its end. */
export async function serveOverStdio(ports: Ports, version: string): Promise<void> {
  const { stdin, stdout } = process;
  const server = mcpServer(ports, version);
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve);
    stdin.once('close', resolve);
    server.onclose = resolve;
  });
  await server.connect(
    new StdioServerTransport(stdin, stdout, { maxBufferSize: MESSAGE_BYTES_MAX }),
  );
  await ended;
  await server.close();
}
