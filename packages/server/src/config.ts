import { join } from 'node:path';
import { type Env, folders } from './config/folders.ts';
import { StartFault } from './start/start-fault.ts';

/** What one server runs with. */
export interface Config {
  /** The repository or installation folder. */
  readonly root: string;
  readonly env: Env;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The one origin of this installation; `null` is `http://localhost:<port>`. */
  readonly origin: string | null;
  readonly data: string;
  readonly state: string;
  readonly webFolder: string;
}

export interface ConfigOptions {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly root?: string | undefined;
  readonly env?: Env | undefined;
}

/** Passkeys need a fixed origin, and 127.0.0.1 cannot have them: hence `localhost` and one port. */
export const DEFAULT_PORT = 7390;

/**
 * Options first, then `COUNTERSIGN_PORT`, `COUNTERSIGN_HOST`, `COUNTERSIGN_ORIGIN`, then defaults. Throws CONFIG_INVALID.
 * The one place that reads `process.env`.
 */
export function readConfig(options: ConfigOptions = {}): Config {
  const env = options.env ?? process.env;
  const root = options.root ?? join(import.meta.dirname, '..', '..', '..');
  const origin = options.origin ?? (env['COUNTERSIGN_ORIGIN'] || null);
  return {
    root,
    env,
    host: options.host ?? (env['COUNTERSIGN_HOST'] || 'localhost'),
    port: options.port ?? portOf(env['COUNTERSIGN_PORT']),
    origin: origin === null ? null : originOf(origin),
    ...folders(root, env),
    webFolder: join(root, 'packages', 'web', 'dist', 'app'),
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new StartFault(
    'CONFIG_INVALID',
    `\`COUNTERSIGN_PORT\` is \`${text}\`, which is no port`,
    'give a number from 0 to 65535',
  );
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== undefined && isWeb && url.origin === text.replace(/\/$/, '')) return url.origin;
  throw new StartFault(
    'CONFIG_INVALID',
    `\`COUNTERSIGN_ORIGIN\` is \`${text}\`, which is no origin`,
    'give scheme, host and port alone, such as https://countersign.example.com',
  );
}
