import type { Evaluation, Origin } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import type { GrantsPolicy } from '../model.ts';
import { judge, readSource } from '../replay/judge.ts';
import { originOf } from './classes.ts';
import { readPatternWords } from './words.ts';

/**
 * One concrete request, grant by grant, with no code of the proof. Grants only add up, so that a request nobody grants
 * is `no-opinion`, never `deny`. Refused: a request with a wildcard, a list, or without an action.
 */
export function evaluate(policies: readonly GrantsPolicy[], request: unknown): Parsed<Evaluation> {
  const refusals = faultsOf(request);
  if (refusals.length > 0) return { ok: false, refusals };
  const concrete = request as Readonly<Record<string, unknown>>;
  const judged = (withParts: boolean) =>
    policies.flatMap((policy, index) =>
      judge(readSource(policy.source), concrete, withParts).map((one) => ({
        origin: { ...originOf(one.grant, policy), policy: index },
        effect: 'grant',
        matches: one.matches,
        because: one.because,
      })),
    );
  const trace = judged(false);
  const reasons: Origin[] = trace.filter(({ matches }) => matches).map(({ origin }) => origin);
  const isOpen = reasons.length === 0 && judged(true).some(({ matches }) => matches);
  return {
    ok: true,
    value: {
      decision: reasons.length > 0 ? 'allow' : 'no-opinion',
      explicit: false,
      reasons,
      errors: isOpen ? [OPEN] : [],
      trace,
    },
  };
}

const OPEN = 'GitHub leaves open whether a scope that is held includes the one asked for';

function faultsOf(request: unknown): Refusal[] {
  const words = readPatternWords(request);
  const fault = (message: string): Refusal => ({ code: 'BAD_REQUEST', message });
  if (!words.ok) return words.refusals.map(({ message }) => fault(message));
  const { actions, level } = words.value;
  const fields = Object.entries(request as Readonly<Record<string, unknown>>);
  const loose = fields.filter(([, value]) => typeof value !== 'string' || value === '*');
  return [
    ...loose.map(([name]) => fault(`\`${name}\` of a request is one name`)),
    ...(actions === null ? [fault('a request has a `permission`, a `scope` or an `action`')] : []),
    ...(fields.some(([name]) => name === 'permission') && level === null
      ? [fault('a request for a `permission` has a `level`')]
      : []),
  ];
}
