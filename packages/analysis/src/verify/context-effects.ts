import { type Effect, type EffectCode, effect } from '../effects/effect.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import { escalatedBy } from './guardrail-checks.ts';
import { isStale } from './input-checks.ts';
import type { LeastPrivilege } from './least-privilege.ts';
import type { VerificationContext } from './verification-context.ts';

/** What of the context says something about the risk of a change. */
export interface ContextFacts {
  readonly context: VerificationContext;
  readonly guardrails: readonly GuardrailResult[];
  /** What the policy allows beyond the need. */
  readonly beyond: readonly { readonly actions: readonly string[] }[];
  /** Places of other environments that are newly named. */
  readonly places: readonly string[];
  readonly used: LeastPrivilege | null;
}

/** Effects that come of the context: they raise the tier and fail no check. */
export function contextEffects(facts: ContextFacts): Effect[] {
  const { context, guardrails, beyond, places, used } = facts;
  const escalated = escalatedBy(guardrails);
  const stale = context.inputs.filter((one) => isStale(one, context.at));
  const unused = used?.unused ?? [];
  return [
    ...one(
      beyond.length > 0,
      'OVER_GRANT',
      () => `${beyond.length} classes of requests go beyond the requirement`,
      beyond.flatMap(({ actions }) => actions),
    ),
    ...one(escalated.length > 0, 'GUARDRAIL_ESCALATED', () =>
      names(
        escalated.map(({ name }) => name),
        'broken or not decided',
      ),
    ),
    ...one(stale.length > 0, 'STALE_INPUT', () =>
      names(
        stale.map(({ name }) => name),
        'older than the limit, or of unknown age',
      ),
    ),
    ...one(
      used !== null && unused.length > 0,
      'UNUSED_ACCESS',
      () =>
        `${(used?.granted ?? 0) - (used?.used ?? 0)} of ${used?.granted ?? 0} rights were not used in the window`,
      unused.flatMap(({ actions }) => actions),
    ),
    ...one(
      context.identity?.thirdParty === true,
      'THIRD_PARTY',
      () => 'the identity belongs to a third party',
    ),
    ...one(places.length > 0, 'CROSSES_ENVIRONMENT', () =>
      names(places, 'newly named, and of another environment'),
    ),
  ];
}

function one(
  isSo: boolean,
  code: EffectCode,
  detail: () => string,
  actions: readonly string[] = [],
): Effect[] {
  return isSo ? [effect(code, detail(), actions)] : [];
}

function names(list: readonly string[], what: string): string {
  const shown = list.slice(0, 5).map((name) => `\`${name}\``);
  const rest = list.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${what}`;
}
