import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import { suggest } from '../../parse/suggest.ts';
import type { ProofResult, Witness } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import { GITHUB_PERMISSIONS } from '../facts/github-permissions.ts';
import type { GrantsPolicy } from '../model.ts';
import { type Answer, ask, type Question, type Requests } from '../sets/ask.ts';
import { policySide } from '../sets/side.ts';
import { assumptionsOf } from './assumptions.ts';
import { classesOf } from './classes.ts';
import {
  EVERY_REQUEST,
  parseRequestPattern,
  type RequestPattern,
  unknownActions,
} from './pattern.ts';
import { Replay } from './replayed.ts';
import { Names } from './witness.ts';

const OF_TWO = ['implies', 'within', 'equivalent', 'disjoint'] as const;
const OF_ONE = ['always-allows', 'always-denies', 'never-errors'] as const;
const WITH_PATTERN = ['must-deny', 'must-allow'] as const;

/** The properties of grants; `within` is `implies` by its use, an envelope. */
export const GRANTS_PROPERTIES: readonly string[] = [...OF_TWO, ...OF_ONE, ...WITH_PATTERN];

/** A property by name, as a batch line asks it. */
export interface GrantsQuestion {
  readonly property: string;
  readonly policies: readonly GrantsPolicy[];
  readonly pattern?: unknown;
}

/**
 * Proves a property of all requests, refutes it with one request, or says why neither. Refused: an unknown property, a
 * wrong number of policies, a pattern that is none or names a permission that does not exist.
 */
export function prove(
  { property, policies, pattern }: GrantsQuestion,
  steps: number = DEFAULT_STEPS,
): Parsed<ProofResult> {
  if (!GRANTS_PROPERTIES.includes(property)) return refuse(unknownProperty(property));
  const wanted = OF_TWO.some((name) => name === property) ? 2 : 1;
  const [first, second] = policies;
  if (policies.length !== wanted || first === undefined) {
    const message = `\`${property}\` is asked of ${wanted} policies, not of ${policies.length}`;
    return refuse({ code: 'WRONG_NUMBER', message });
  }
  if (!WITH_PATTERN.some((name) => name === property)) {
    return { ok: true, value: noneOf(questionsOf(property, first, second ?? first), steps) };
  }
  const parsed = parseRequestPattern(pattern);
  if (!parsed.ok) return parsed;
  const unknown = unknownIn(parsed.value, first);
  if (unknown.length > 0) return { ok: false, refusals: unknown };
  return { ok: true, value: withPattern(property, first, parsed.value, steps) };
}

function refuse(refusal: Refusal): Parsed<ProofResult> {
  return { ok: false, refusals: [refusal] };
}

function unknownProperty(property: string): Refusal {
  const meant = suggest(property, GRANTS_PROPERTIES);
  const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
  return {
    code: 'UNKNOWN_PROPERTY',
    message: `\`${property}\` is not a property of grants${help}`,
    details: { properties: GRANTS_PROPERTIES },
  };
}

function questionsOf(property: string, first: GrantsPolicy, second: GrantsPolicy): Question[] {
  const minus = (left: GrantsPolicy, right: GrantsPolicy): Question => ({
    inside: [{ policy: left }],
    outside: [{ policy: right }],
  });
  switch (property) {
    case 'implies':
    case 'within':
      return [minus(first, second)];
    case 'equivalent':
      return [minus(first, second), minus(second, first)];
    case 'disjoint':
      return [{ inside: [{ policy: first }, { policy: second }], outside: [] }];
    case 'always-denies':
      return [{ inside: [{ policy: first }], outside: [] }];
    case 'always-allows':
      return [{ inside: [{ pattern: EVERY_REQUEST }], outside: [{ policy: first }] }];
    default:
      // `never-errors`: every request has an answer.
      return [];
  }
}

function withPattern(
  property: string,
  policy: GrantsPolicy,
  pattern: RequestPattern,
  steps: number,
): ProofResult {
  if (property === 'must-allow') {
    return noneOf([{ inside: [{ pattern }], outside: [{ policy }] }], steps);
  }
  const result = noneOf([{ inside: [{ policy }, { pattern }], outside: [] }], steps);
  // Grants only add up: no grant stands against another.
  return result.verdict === 'proved' ? { ...result, kind: 'implicit' } : result;
}

function unknownIn(pattern: RequestPattern, policy: GrantsPolicy): Refusal[] {
  // Which scopes include which does not matter to permissions.
  const sides = [policySide(policy, { scopesOf: ({ scopes }) => new Set(scopes) })];
  return unknownActions(pattern, sides).map((action) => {
    const meant = suggest(action.replace(/:.*$/, ''), [...GITHUB_PERMISSIONS.keys()]);
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    const message = `\`${action}\` is not a permission of GitHub Apps that is known here${help}`;
    return { code: 'UNKNOWN_PERMISSION', message };
  });
}

/** Proved when none of the questions has a request for an answer. */
function noneOf(questions: readonly Question[], steps: number): ProofResult {
  const budget = new Budget(steps);
  const answers = questions.map((question) => {
    budget.restart();
    const answer = ask(question, budget);
    return { ...witnessed(question, answer), answer, spent: budget.spent };
  });
  const sets = questions.flatMap(({ inside, outside }) => [...inside, ...outside]);
  const common = {
    assumptions: assumptionsOf(sets.flatMap((one) => ('policy' in one ? [one.policy] : []))),
    findings: answers.flatMap(({ findings }) => findings),
    steps: answers.reduce((sum, { spent }) => sum + spent, 0),
  };
  const witness = answers.find((one) => one.witness !== undefined)?.witness;
  if (witness !== undefined) return { verdict: 'refuted', witness, ...common };
  const reason = answers.flatMap((one) => reasonsOf(one.answer)).join('; ');
  return reason === ''
    ? { verdict: 'proved', ...common }
    : { verdict: 'undetermined', reason, ...common };
}

function witnessed(
  question: Question,
  { certain }: Answer,
): { witness?: Witness; findings: Replay['findings'] } {
  const policies = (sets: readonly Requests[]): GrantsPolicy[] =>
    sets.flatMap((one) => ('policy' in one ? [one.policy] : []));
  const [allowing, other] = [policies(question.inside), policies(question.outside)];
  const names = new Names([...question.inside, ...question.outside]);
  const empty: GrantsPolicy = { grants: [], source: '[]' };
  const sides = {
    direction: 'allowed' as const,
    allowing: allowing[0] ?? empty,
    other: other[0] ?? empty,
    names,
  };
  const replay = new Replay(allowing, other);
  const witness = classesOf(certain, sides)
    .map((one) => one.witness)
    .find((one) => one !== null && replay.holds(one));
  return { ...(witness == null ? {} : { witness }), findings: replay.findings };
}

function reasonsOf({ certain, possible, stopped }: Answer): string[] {
  const [open] = possible;
  return [
    ...stopped,
    ...(certain.length > 0 ? ['its witness did not replay'] : []),
    ...(open === undefined
      ? []
      : [
          `whether \`${open.atom.name}\` is included depends on what the policies or GitHub leave open`,
        ]),
  ];
}
