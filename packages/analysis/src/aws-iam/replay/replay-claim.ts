import { evaluateSet, type Outcome } from './evaluate-set.ts';
import { evaluateStackUnder } from './evaluate-stack.ts';
import { factsOf, type Request } from './facts.ts';
import type { ColonRule } from './glob.ts';
import type { ReadDocument } from './read-document.ts';
import type { ReplayStack } from './stack.ts';

/** What a witness claims: every document set of `inside` allows the request, none of `outside` does. */
export interface SetClaim {
  readonly inside: readonly (readonly ReadDocument[])[];
  readonly outside: readonly (readonly ReadDocument[])[];
  readonly request: Request;
  readonly rule: ColonRule;
  /** How plain operators take a key with several values; absent: a request that hangs on it is no witness. */
  readonly several?: 'some' | 'every';
}

/** Whether the claim is true beyond doubt: nothing open, no fault in a document, a request that can be made. */
export function replayClaim({ inside, outside, request, rule, several }: SetClaim): boolean {
  const facts = { ...factsOf(request), ...(several === undefined ? {} : { several }) };
  if (facts.errors.length > 0) return false;
  const claims = [
    ...inside.map((documents) => ({ documents, outcome: 'allow' })),
    ...outside.map((documents) => ({ documents, outcome: 'not-allowed' })),
  ];
  return claims.every(({ documents, outcome }) => {
    const found = evaluateSet(documents, facts, rule);
    return found.outcome === outcome && found.errors.length === 0;
  });
}

/** The same claim about stacks. */
export interface StackClaim {
  readonly inside: readonly ReplayStack[];
  readonly outside: readonly ReplayStack[];
  readonly request: Request;
  readonly rule: ColonRule;
  readonly several?: 'some' | 'every';
}

/** Whether a claim about stacks is true beyond doubt. */
export function replayStack({ inside, outside, request, rule, several }: StackClaim): boolean {
  const isCertain = (stack: ReplayStack, outcome: Outcome): boolean => {
    const found = evaluateStackUnder(stack, request, rule, several);
    return found.outcome === outcome && found.errors.length === 0;
  };
  return (
    inside.every((stack) => isCertain(stack, 'allow')) &&
    outside.every((stack) => isCertain(stack, 'not-allowed'))
  );
}
