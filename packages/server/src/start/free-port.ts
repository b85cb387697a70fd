import { createServer } from 'node:net';
import { StartFault } from './start-fault.ts';

/** The port itself when it can be had, or a free one for 0. Asked before the database starts, so that a taken port costs nothing. */
export async function freePort(host: string, port: number): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host, port, exclusive: true }, () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  } catch (error) {
    throw portFault(error, host, port);
  } finally {
    await new Promise((done) => probe.close(done));
  }
}

/** An error of listening as a fault with what to do; any other error as it is. */
export function portFault(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartFault(
      'PORT_TAKEN',
      `port \`${port}\` of \`${host}\` is taken by another program`,
      'stop that program, or choose another port with --port or COUNTERSIGN_PORT',
      error,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartFault(
      'PORT_NOT_ALLOWED',
      `this machine does not let the server listen on \`${host}:${port}\``,
      'choose a port above 1023 and a host name of this machine',
      error,
    );
  }
  return error;
}
