import type { CommandSpec } from './frame/spec.ts';
import { agentCommands } from './specs/agents.ts';
import { candidateCommands } from './specs/candidates.ts';
import { evidenceCommands } from './specs/evidence.ts';
import { foundingCommands } from './specs/founding.ts';
import { governanceCommands } from './specs/governance.ts';
import { guardrailCommands } from './specs/guardrails.ts';
import { inventoryCommands } from './specs/inventory.ts';
import { offlineCommands } from './specs/offline.ts';
import { sourceCommands } from './specs/sources.ts';
import { templateCommands } from './specs/templates.ts';
import { VERSION } from './version.ts';

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
  ...sourceCommands,
  ...candidateCommands,
  ...templateCommands,
  ...governanceCommands,
  ...guardrailCommands,
  ...evidenceCommands,
  ...offlineCommands,
  ...agentCommands,
];
