import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerLog {
  readonly path: string;
  write(line: string): void;
  close(): Promise<void>;
}

/** The server's own log: one JSON object a line, owner-only, in the state folder. A disk that is full costs the log, not the server. */
export function serverLog(state: string): ServerLog {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const path = join(state, 'server.log');
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  stream.on('error', () => undefined);
  return {
    path,
    write: (line) => void stream.write(line),
    close: () => new Promise((done) => stream.end(() => done())),
  };
}
