import type { ResolvedRequires } from '@countersign/domain';
import { named, type People } from '../client/people.ts';
import type { CandidateView, SubmissionView } from '../client/views.ts';
import { refusal } from '../frame/failure.ts';
import { frozen, sources } from './approval-statement.ts';

const WHY = {
  author: 'wrote it',
  editor: 'could edit it',
  requester: 'asked for the access',
  'nhi-owner': 'answers for the identity that gets the access',
  'behind-token': 'stands behind the token that wrote it',
} as const;

/** What was frozen, of a candidate or a template, and the words about it. */
export interface Asked extends Pick<SubmissionView, 'inputs' | 'rule'> {
  readonly what: 'candidate' | 'template';
  readonly people: People;
  /** Where to look who can. */
  readonly help: string;
}

/** Refuses before anything is asked who cannot approve by the terms frozen at submission (INV-4); the server decides. */
export function refuseIneligible(view: CandidateView, human: string): void {
  const help = 'countersign candidate preview';
  refuseBarred({ ...frozen(view), what: 'candidate', people: view.people, help }, human);
}

/** The same of what was frozen, of a candidate or a template. */
export function refuseBarred(asked: Asked, human: string): void {
  const { inputs, rule, what } = asked;
  const who = named(human, asked.people);
  const help = `nothing was signed; \`${asked.help}\` says who can`;
  const whys = inputs.disqualified.filter((one) => one.human === human).map(({ why }) => WHY[why]);
  if (whys.length > 0) {
    throw refusal(
      'DISQUALIFIED',
      `\`${who}\` cannot decide on this ${what}: ${whys.join(', ')}`,
      help,
    );
  }
  const leaves = sources(rule.resolved.requires as ResolvedRequires);
  if (leaves.some(({ humans }) => humans.includes(human))) return;
  throw refusal('NOT_ELIGIBLE', `rule \`${rule.name}\` has no part for \`${who}\``, help);
}
