import type { ResolvedRequires } from '@countersign/domain';
import { named } from '../client/people.ts';
import type { CandidateView } from '../client/views.ts';
import { refusal } from '../frame/failure.ts';
import { frozen, sources } from './approval-statement.ts';

const WHY = {
  author: 'wrote the candidate',
  editor: 'could edit the candidate',
  requester: 'asked for the access',
  'nhi-owner': 'answers for the identity that gets the access',
  'behind-token': 'stands behind the token that wrote the candidate',
} as const;

/** Refuses before anything is asked who cannot approve by the terms frozen at submission (INV-4); the server decides. */
export function refuseIneligible(view: CandidateView, human: string): void {
  const { inputs, rule } = frozen(view);
  const who = named(human, view.people);
  const whys = inputs.disqualified.filter((one) => one.human === human).map(({ why }) => WHY[why]);
  if (whys.length > 0) {
    throw refusal(
      'DISQUALIFIED',
      `\`${who}\` cannot decide on this candidate: ${whys.join(', ')}`,
      'nothing was signed; `countersign candidate preview` says who can',
    );
  }
  const leaves = sources(rule.resolved.requires as ResolvedRequires);
  if (leaves.some(({ humans }) => humans.includes(human))) return;
  throw refusal(
    'NOT_ELIGIBLE',
    `rule \`${rule.name}\` has no part for \`${who}\``,
    'nothing was signed; `countersign candidate preview` says who can',
  );
}
