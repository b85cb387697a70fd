import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireEnvironment } from '../law.ts';
import { requireAccountable, requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { requireContent } from './policy-language.ts';

/** Takes what is found live as the base of diffs; nothing a gate passes comes of it (INV-1). */
export function adoptPolicy(command: CommandOf<'adoptPolicy'>): readonly Step[] {
  const { type: _, ...payload } = command;
  return [
    ({ newId }) =>
      accepted([{ type: 'PolicyAdopted', stream: streamOf('policy', newId()), payload }]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_ENVIRONMENT, NO_ACCOUNTABLE_HUMAN, DOCUMENT_UNKNOWN, LANGUAGE_MISMATCH, ALREADY_EXISTS. */
export const policyAdopted: EventRule<'PolicyAdopted'> = {
  stream: 'policy',
  judge: (judged) => {
    const { environment, owner, digest } = judged.payload;
    const { language } = judged.payload;
    return [
      ...requireHuman(judged),
      ...unless(!judged.state.policies.has(judged.id), 'ALREADY_EXISTS', 'this policy exists'),
      ...requireEnvironment(judged.ruleSet, environment),
      ...requireAccountable([owner], 'owner', judged),
      ...(digest === null ? [] : requireContent(digest, language, judged.facts)),
    ];
  },
  evolve: (state, event) => {
    const { digest, ...payload } = event.payload;
    const policy = {
      ...versioned(event),
      ...payload,
      state: 'unmanaged' as const,
      adopted: digest,
      adoptedAt: event.at,
      base: digest,
      released: [],
    };
    return { ...state, policies: state.policies.set(policy.id, policy) };
  },
};
