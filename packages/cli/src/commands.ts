import type { CommandSpec } from './frame/spec.ts';
import { candidateCommands } from './specs/candidates.ts';
import { evidenceCommands } from './specs/evidence.ts';
import { foundingCommands } from './specs/founding.ts';
import { governanceCommands } from './specs/governance.ts';
import { inventoryCommands } from './specs/inventory.ts';
import { offlineCommands } from './specs/offline.ts';

/** Version of every package here; a test holds it equal to package.json. */
export const VERSION = '0.1.0';

/** What the program says about itself. */
export const about = {
  version: VERSION,
  description:
    'Keeps the drafting of access policies apart from their approval, for non-human identities',
};

/** Every command, in the order of the work: found, describe, propose, review, release, check. */
export const commands: readonly CommandSpec[] = [
  ...foundingCommands,
  ...inventoryCommands,
  ...candidateCommands,
  ...governanceCommands,
  ...evidenceCommands,
  ...offlineCommands,
];
