import { type Policies, policiesOf, subjectOf } from '../subject.ts';
import { administrator } from './administrator.ts';
import { Allowance } from './allowance.ts';
import { breadth } from './breadth.ts';
import { complements } from './complements.ts';
import { unfitConditions } from './condition-fit.ts';
import { conditionTraps } from './condition-traps.ts';
import { escalations } from './escalations.ts';
import { exposure } from './exposure.ts';
import { federation } from './federation.ts';
import { finding, type PolicyFinding } from './finding.ts';
import { unknownNames } from './names.ts';
import { Reach } from './reach.ts';
import { redundantPatterns } from './redundant-patterns.ts';
import { unfitResources } from './resource-fit.ts';
import { sensitive } from './sensitive.ts';
import { idleStatements } from './statements.ts';
import { Subject } from './subject.ts';

/** What limits the search for findings. */
export interface FindingOptions {
  /** Steps of all questions together; what they leave undecided is reported as possible. */
  readonly steps?: number;
  /** Steps of one question. */
  readonly stepsPerQuestion?: number;
}

/**
 * What a reader should know about policies that are attached together: paths to more than they say, exposure, and
 * statements that do not do what they seem to. Computed on the resulting set, Denies included, by proof; the widest
 * first. Never refuses.
 */
export function findingsOf(policies: Policies, options: FindingOptions = {}): PolicyFinding[] {
  const subject = new Subject(
    policiesOf(subjectOf(policies)),
    new Allowance(options.steps, options.stepsPerQuestion),
  );
  const everything = administrator(subject);
  const reach = new Reach(subject);
  const found = [
    ...(everything
      ? [everything]
      : [...escalations(reach).map((one) => one.finding), ...breadth(reach), ...sensitive(reach)]),
    ...exposure(subject),
    ...federation(subject),
    ...complements(subject, reach),
    ...conditionTraps(subject),
    ...idleStatements(subject),
    ...unknownNames(subject),
    ...unfitConditions(subject),
    ...unfitResources(subject),
    ...redundantPatterns(subject),
    ...incomplete(subject),
  ];
  return found.toSorted((a, b) => WEIGHTS[a.severity] - WEIGHTS[b.severity]);
}

function incomplete({ allowance, entries }: Subject): PolicyFinding[] {
  if (!allowance.isSpent) return [];
  const message =
    'the budget for findings ended before everything was looked at; there may be more';
  return [
    finding(
      'FINDINGS_INCOMPLETE',
      'low',
      message,
      entries.slice(0, 1).map(({ origin }) => origin),
    ),
  ];
}

const WEIGHTS = { error: 0, high: 1, medium: 2, low: 3 } as const;
