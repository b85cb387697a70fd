import type { AwsSubject } from '../model.ts';
import { isStack, policyOf } from '../subject.ts';
import type { Place, StatementRef } from '../translate/statement-reader.ts';
import { joined } from '../words/quote.ts';
import { groupBy } from './group-by.ts';

/** Most statements of one policy or layer that a sentence names. */
const MOST_NAMED = 3;

/**
 * Statements in words: which, on what line where the text has several, and of what: `side` says whether the old or the
 * new policy is meant, where the sentence must.
 */
export function statementWords(
  refs: readonly StatementRef[],
  subject: AwsSubject,
  side: 'old' | 'new' | null,
): string {
  const groups = groupBy(refs, ({ place }) => JSON.stringify(place ?? null));
  return joined(
    groups.map((group) => {
      const { place } = group[0] ?? {};
      const of = place === undefined ? policyWords(side) : ` of ${placeWords(place, side)}`;
      return `${numberWords(group, subject)}${of}`;
    }),
  );
}

/** A layer of a stack in words. */
export function placeWords({ layer, level }: Place, side: 'old' | 'new' | null): string {
  const age = side === null ? '' : `${side} `;
  return `the ${age}${LAYERS[layer]}${level === undefined ? '' : ` at level ${level + 1}`}`;
}

const LAYERS: Readonly<Record<Place['layer'], string>> = {
  identity: 'identity policies',
  resource: 'resource policy',
  boundary: 'boundary',
  session: 'session policy',
  scp: 'service control policies',
  rcp: 'resource control policies',
};

function policyWords(side: 'old' | 'new' | null): string {
  return side === null ? '' : ` of the ${side} policy`;
}

/** Of several policies that are attached together, `2.1` is the first statement of the second. */
function numberWords(refs: readonly StatementRef[], subject: AwsSubject): string {
  const isOne = isStack(subject) ? refs.every(({ policy }) => policy === 0) : subject.length < 2;
  const names = refs.slice(0, MOST_NAMED).map((ref) => {
    const number = isOne ? `${ref.statement + 1}` : `${ref.policy + 1}.${ref.statement + 1}`;
    return number + lineWords(ref, subject);
  });
  const rest = refs.length - names.length;
  const all = rest > 0 ? [...names, `${rest} more`] : names;
  return `${refs.length === 1 ? 'statement' : 'statements'} ${joined(all)}`;
}

/** A text in one line, as canonical texts are, has no lines to speak of. */
function lineWords(ref: StatementRef, subject: AwsSubject): string {
  const positions = policyOf(ref, subject)?.positions ?? [];
  const line = positions[ref.statement]?.line ?? 1;
  return (positions.at(-1)?.line ?? 1) > 1 ? ` (line ${line})` : '';
}
