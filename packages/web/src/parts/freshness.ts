import type { InventoryView, RuleSetView } from '@countersign/api';
import { ageWords, spanWords } from './span-words.ts';

type Governing = RuleSetView['document'];

/** How the age of a snapshot stands against the RuleSet: a state word and the sentence for it. */
export interface Freshness {
  readonly state: 'fresh' | 'stale' | 'no limit';
  readonly words: string;
}

/** The shortest limit for the kind in the environment's class (as a verification counts it); `null` where none is set. */
export function limitOf(
  document: Governing,
  kind: InventoryView['kind'],
  environment: string,
): { readonly maxAgeSeconds: number; readonly whenStale: 'block' | 'raise' } | null {
  const own = classOf(document, environment);
  const rules = (document.v === 2 ? document.inputs : []).filter(
    (rule) =>
      rule.kind === kind && (rule.environmentClass === null || rule.environmentClass.includes(own)),
  );
  if (rules.length === 0) return null;
  return {
    maxAgeSeconds: Math.min(...rules.map(({ maxAgeSeconds }) => maxAgeSeconds)),
    whenStale: rules.some(({ whenStale }) => whenStale === 'block') ? 'block' : 'raise',
  };
}

function classOf({ environments }: Governing, environment: string): string {
  return environments.find(({ name }) => name === environment)?.class ?? '';
}

/** Fresh or stale, and why; now is an argument, so that the same rows always read the same. */
export function freshnessOf(
  document: Governing,
  { kind, environment, takenAt }: Pick<InventoryView, 'kind' | 'environment' | 'takenAt'>,
  now: number,
): Freshness {
  const limit = limitOf(document, kind, environment);
  const age = Math.max(0, Math.floor((now - Date.parse(takenAt)) / 1000));
  const taken = `taken ${ageWords(age)} ago`;
  if (limit === null) return { state: 'no limit', words: `${taken}; the RuleSet sets no limit` };
  const limited = `the limit is ${spanWords(limit.maxAgeSeconds)}`;
  if (age <= limit.maxAgeSeconds) return { state: 'fresh', words: `${taken}; ${limited}` };
  const effect =
    limit.whenStale === 'block' ? 'candidates that stand on it fail' : 'it raises the tier';
  return { state: 'stale', words: `${taken}; ${limited}, so ${effect}` };
}
