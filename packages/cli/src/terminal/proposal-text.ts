import { named } from '../client/people.ts';
import type { GovernanceView } from '../client/views.ts';
import type { Io } from '../frame/io.ts';
import { findingsText } from './findings.ts';
import { fields } from './layout.ts';

/** A proposal as its signers see it. */
export function proposalText(proposal: GovernanceView, io: Io): string {
  const { people, signatures, threshold } = proposal;
  const signed = signatures.map(({ human }) => named(human, people)).join(', ') || 'nobody yet';
  const missing = proposal.missing.map((human) => named(human, people)).join(', ') || 'nobody';
  return [
    fields(
      [
        ['proposal', proposal.id],
        ['next', `${proposal.kind === 'roster' ? 'Roster' : 'RuleSet'} ${proposal.number}`],
        ['digest', proposal.digest],
        ['state', proposal.state],
        ['signed', `${signatures.length} of ${threshold} needed: ${signed}`],
        ['could sign', missing],
      ],
      io.style,
    ),
    ...findingsText(proposal.lint, io.style),
  ].join('\n');
}
