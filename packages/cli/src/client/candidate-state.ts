import type { CandidateState } from '@countersign/api';
import { badInput } from '../frame/failure.ts';

const STATES: Readonly<Record<CandidateState, true>> = {
  drafting: true,
  verifying: true,
  verified: true,
  failed: true,
  'in-review': true,
  approved: true,
  released: true,
  'changes-requested': true,
  rejected: true,
  expired: true,
  withdrawn: true,
  superseded: true,
};

/** A candidate's state from what was typed. */
export function candidateState(text: string): CandidateState {
  if (Object.hasOwn(STATES, text)) return text as CandidateState;
  throw badInput(
    'UNKNOWN_STATE',
    `\`${text}\` is not a state of a candidate`,
    `one of ${Object.keys(STATES).join(', ')}`,
  );
}
