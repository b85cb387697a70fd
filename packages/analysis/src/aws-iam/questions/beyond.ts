import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Beyond } from '../../questions/language.ts';
import type { AwsClass, AwsPolicy, AwsSubject } from '../model.ts';
import { Session } from '../translate/session.ts';
import { ask } from './ask.ts';
import { classesOf } from './classes.ts';
import { parseRequestPattern, patternPolicy } from './request-pattern.ts';

/** What policies allow that no pattern has. */
export function beyond(
  subject: AwsSubject,
  patterns: readonly unknown[],
  steps: number = DEFAULT_STEPS,
): Beyond & { readonly classes: readonly AwsClass[] } {
  const need = patterns.flatMap(needOf);
  const session = new Session([subject, need], steps);
  const found = ask({ inside: [subject], outside: [need] }, session);
  const all = [...found.certain, ...found.possible];
  const classes = classesOf(all, 'allowed', subject, need, 'requirement');
  return {
    classes: classes.map((one) => ({ ...one, from: [] })),
    stopped: found.stopped,
    findings: found.findings,
    steps: found.steps,
  };
}

function needOf(pattern: unknown): AwsPolicy[] {
  const read = parseRequestPattern(pattern);
  const policy = read.ok ? patternPolicy(read.value) : read;
  return policy.ok ? [policy.value] : [];
}
