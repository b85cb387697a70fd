import type { Evaluation, Origin, TraceStep } from '../../questions/answer.ts';
import {
  type ActiveStatement,
  evaluateSet,
  type Outcome,
  type SetOutcome,
} from './evaluate-set.ts';
import {
  COLON_RULES,
  decisive,
  type EvaluationUnderRule,
  mostAdverse,
  originOf,
  traceSet,
} from './evaluation.ts';
import type { Facts, Request } from './facts.ts';
import type { ColonRule } from './glob.ts';
import type { Meeting } from './principal.ts';
import { type LayerOutcome, layersOf, type ReplayStack, stackFacts } from './stack.ts';
import { grantsOf, limitsOf, type Path, type Relation, relationOf } from './stack-rule.ts';
import { all, any, not, type Tri } from './tri.ts';

/** What a whole stack says to a request. */
export interface StackOutcome {
  readonly outcome: Outcome;
  readonly denies: Tri;
  readonly relation: Relation;
  readonly layers: readonly LayerOutcome[];
  /** The ways to be granted; one that holds is enough, within the limits. */
  readonly paths: readonly Path[];
  readonly limits: readonly Path[];
  readonly errors: readonly string[];
}

/** What a stack says to a request, with the layers that decide; what is open goes against the request. */
export function evaluateStack(stack: ReplayStack, request: Request): Evaluation {
  const facts = stackFacts(stack, request);
  return mostAdverse(
    COLON_RULES.map((rule): EvaluationUnderRule => {
      const found = decideStack(stack, facts, rule);
      return { ...evaluationOf(found), trace: () => traceStack(found, facts, rule) };
    }),
  );
}

/** The same under one reading of colons, with what is open kept apart. */
export function evaluateStackUnder(
  stack: ReplayStack,
  request: Request,
  rule: ColonRule,
  several?: Facts['several'],
): StackOutcome {
  const facts = stackFacts(stack, request);
  return decideStack(stack, several === undefined ? facts : { ...facts, several }, rule);
}

/** Allowed: no layer denies, every limit allows, and one path grants. */
function decideStack(stack: ReplayStack, facts: Facts, rule: ColonRule): StackOutcome {
  const relation = relationOf(facts);
  const layers = layersOf(stack)
    .filter(({ place }) => relation.applies(place.layer))
    .map((layer) => ({ ...layer, found: evaluateSet(layer.documents, facts, rule) }));
  const paths = grantsOf(layers, relation);
  const limits = limitsOf(layers);
  const denies = any(...layers.map(({ found }) => found.denies));
  const isGranted = any(...paths.map(({ holds }) => holds));
  const isAllowed = all(not(denies), isGranted, ...limits.map(({ holds }) => holds));
  const isPossible = facts.errors.length === 0;
  const outcome = isPossible ? outcomeOf(isAllowed) : 'unknown';
  const errors = [
    ...facts.errors,
    ...layers.flatMap(({ documents }) => documents.flatMap((one) => one.faults)),
  ];
  const notes = layers.flatMap(({ found }) => found.active.flatMap((one) => one.notes));
  return {
    outcome,
    denies,
    relation,
    layers,
    paths,
    limits,
    errors: [...new Set([...errors, ...(outcome === 'unknown' ? notes : [])])],
  };
}

function outcomeOf(isAllowed: Tri): Outcome {
  if (isAllowed === 'unknown') return 'unknown';
  return isAllowed ? 'allow' : 'not-allowed';
}

function evaluationOf(found: StackOutcome): Omit<Evaluation, 'trace'> {
  const { outcome, layers, paths, limits, errors } = found;
  const denying = decisive(
    layers.flatMap((layer) => activeOf(layer).filter(({ source }) => source.effect === 'Deny')),
  );
  if (denying.length > 0)
    return { decision: 'deny', explicit: true, reasons: denying.map(placed), errors };
  if (outcome === 'allow') {
    const reasons = paths.flatMap(({ holds, by }) => (holds === true ? by : []));
    return { decision: 'allow', explicit: false, reasons: distinct(reasons), errors };
  }
  const isGranted = paths.some(({ holds }) => holds === true);
  const missing = isGranted ? [] : paths.flatMap(({ lacks }) => lacks);
  const closed = limits.flatMap(({ holds, lacks }) => (holds === true ? [] : lacks));
  const reasons = distinct([...closed, ...missing]);
  return { decision: 'no-opinion', explicit: false, reasons, errors };
}

type PlacedStatement = ActiveStatement & { readonly place: Partial<Origin> };

function activeOf({ place, found }: LayerOutcome): PlacedStatement[] {
  return found.active.map((one) => ({ ...one, place }));
}

function placed(statement: ActiveStatement): Partial<Origin> {
  const place = 'place' in statement ? (statement as PlacedStatement).place : {};
  return { ...originOf(statement), ...place };
}

function distinct(origins: readonly Partial<Origin>[]): Partial<Origin>[] {
  return [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()];
}

/** First what each layer says as a whole, then a line for every statement. */
function traceStack(found: StackOutcome, facts: Facts, rule: ColonRule): TraceStep[] {
  return [
    {
      origin: {},
      effect: 'Allow',
      matches: found.outcome === 'allow',
      because: found.relation.because,
    },
    ...found.layers.flatMap(({ place, documents, found: layer }): TraceStep[] => [
      {
        origin: place,
        effect: 'Allow',
        matches: all(layer.allows, not(layer.denies)) === true,
        because: sayLayer(layer, place),
      },
      ...traceSet(documents, facts, rule, place),
    ]),
  ];
}

function sayLayer({ allows, denies, active }: SetOutcome, { layer }: Partial<Origin>): string {
  if (denies === true) return 'a statement denies the request';
  if (denies === 'unknown' || allows === 'unknown') return 'what the layer says is open';
  if (!allows) return 'no statement allows the request';
  if (layer !== 'resource') return 'a statement allows the request';
  const allowing = active.filter(({ source }) => source.effect === 'Allow');
  const has = (way: keyof Meeting): boolean => allowing.some((one) => one.meeting[way] === true);
  if (has('direct')) return 'the resource grants it to the principal directly';
  return has('role')
    ? 'the resource grants it to the role of the principal'
    : 'the resource delegates it to the account of the principal';
}
