import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Refusal } from '../../refusal.ts';
import type { AwsPolicy, AwsProof, AwsSubject } from '../model.ts';
import { isStack, type Policies, subjectOf } from '../subject.ts';
import type { Question } from '../translate/focus.ts';
import { Session } from '../translate/session.ts';
import { type Answer, ask } from './ask.ts';
import { assumptionsOf } from './assumptions.ts';
import { reasonOf } from './reasons.ts';
import { patternPolicy, type RequestPattern } from './request-pattern.ts';

/** The questions of DESIGN section 5 that IAM policies have. */
export type PropertyQuestion =
  | {
      readonly property: 'implies' | 'within' | 'equivalent' | 'disjoint';
      readonly policies: readonly [Policies, Policies];
    }
  | { readonly property: 'always-allows' | 'always-denies'; readonly policies: readonly [Policies] }
  | {
      readonly property: 'must-deny' | 'must-allow';
      readonly policies: readonly [Policies];
      readonly pattern: RequestPattern;
    };

const EVERYTHING: RequestPattern = { actions: ['*'], resources: ['*'] };

/** Proves a property of all requests, refutes it with one request, or says why neither. */
export function prove(question: PropertyQuestion, steps: number = DEFAULT_STEPS): AwsProof {
  switch (question.property) {
    case 'implies':
    case 'within':
      return noneOf([minus(question.policies[0], question.policies[1])], steps);
    case 'equivalent':
      return noneOf(
        [
          minus(question.policies[0], question.policies[1]),
          minus(question.policies[1], question.policies[0]),
        ],
        steps,
      );
    case 'disjoint':
      return noneOf([{ inside: question.policies.map(subjectOf), outside: [] }], steps);
    case 'always-denies':
      return noneOf([{ inside: [subjectOf(question.policies[0])], outside: [] }], steps);
    case 'always-allows':
      return mustAllow(question.policies[0], EVERYTHING, steps);
    case 'must-allow':
      return mustAllow(question.policies[0], question.pattern, steps);
    case 'must-deny':
      return mustDeny(question.policies[0], question.pattern, steps);
    default:
      return question satisfies never;
  }
}

function minus(left: Policies, right: Policies): Question {
  return { inside: [subjectOf(left)], outside: [subjectOf(right)] };
}

function mustAllow(policies: Policies, pattern: RequestPattern, steps: number): AwsProof {
  const wanted = patternPolicy(pattern);
  if (!wanted.ok) return unreadable(wanted.refusals);
  return noneOf([{ inside: [[wanted.value]], outside: [subjectOf(policies)] }], steps);
}

function mustDeny(policies: Policies, pattern: RequestPattern, steps: number): AwsProof {
  const forbidden = patternPolicy(pattern);
  if (!forbidden.ok) return unreadable(forbidden.refusals);
  const subject = subjectOf(policies);
  const result = noneOf([{ inside: [subject, [forbidden.value]], outside: [] }], steps);
  if (result.verdict !== 'proved') return result;
  const grants = lastingDenials(subject).map(denialsAsGrants);
  const session = new Session([[forbidden.value], grants], steps);
  const uncovered = ask({ inside: [[forbidden.value]], outside: [grants] }, session);
  return {
    ...result,
    kind: isNothing(uncovered) ? 'explicit' : 'implicit',
    findings: [...result.findings, ...uncovered.findings],
    steps: result.steps + uncovered.steps,
  };
}

/** Policies whose Deny statements count for every request: in a stack those of the resource alone, whoever asks. */
function lastingDenials(subject: AwsSubject): readonly AwsPolicy[] {
  return isStack(subject) ? (subject.resource ?? []) : subject;
}

/** A policy that allows exactly what the Deny statements of another deny. */
function denialsAsGrants(policy: AwsPolicy): AwsPolicy {
  const denies = policy.document.Statement.filter((statement) => statement.Effect === 'Deny');
  const document = {
    ...policy.document,
    Statement: denies.map((one) => ({ ...one, Effect: 'Allow' as const })),
  };
  return { document, source: JSON.stringify(document), positions: [] };
}

function isNothing(answer: Answer): boolean {
  return answer.certain.length + answer.possible.length + answer.stopped.length === 0;
}

/** Proved when none of the questions has a request for an answer. */
function noneOf(questions: readonly Question[], steps: number): AwsProof {
  const subjects = questions.flatMap(({ inside, outside }) => [...inside, ...outside]);
  const session = new Session(subjects, steps);
  const answers = questions.map((question) => ask(question, session));
  const common = {
    assumptions: assumptionsOf(
      session,
      answers.flatMap(({ readings }) => readings),
    ),
    findings: answers.flatMap((answer) => answer.findings),
    steps: answers.reduce((sum, answer) => sum + answer.steps, 0),
  };
  const witness = answers.flatMap((answer) => answer.certain)[0]?.witness;
  if (witness) return { verdict: 'refuted', witness, ...common };
  if (answers.every(isNothing)) return { verdict: 'proved', ...common };
  return { verdict: 'undetermined', reason: openReason(answers), ...common };
}

function openReason(answers: readonly Answer[]): string {
  const stopped = answers.flatMap((answer) => answer.stopped);
  const open = answers.flatMap((answer) => answer.possible)[0];
  return [...stopped, ...(open === undefined ? [] : [reasonOf(open)])].join('; ');
}

function unreadable(refusals: readonly Refusal[]): AwsProof {
  const reason = refusals.map((refusal) => refusal.message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}
