import type { Id } from '@countersign/domain';
import type { ReadRoster } from '../auth/roster.ts';
import type { SetupToken } from '../auth/setup-token.ts';
import type { Deps } from '../commands/deps.ts';

/** What the HTTP layer stands on. */
export interface AppContext {
  readonly deps: Deps;
  readonly rosterOf: ReadRoster;
  readonly setupToken: SetupToken;
  /** The one origin of this installation, such as `http://localhost:7390`. */
  readonly origin: string;
  readonly version: string;
  /** The evaluation workspace, if this installation has one. */
  readonly evaluation: () => Id | null;
  /** Folder of the built web app; `null` when it was not built. */
  readonly webFolder: string | null;
  /** Where the log goes, one JSON object a line, without secrets; `null` for nowhere. */
  readonly logTo: { write(line: string): void } | null;
  /** Requests a minute that one address may send to the routes of sign-in. */
  readonly signInsPerMinute: number;
}
