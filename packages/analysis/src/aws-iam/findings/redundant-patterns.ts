import { foldCase } from '../../engine/fold.ts';
import { matchesArn, matchesText } from '../service-table/matches-text.ts';
import { finding, type PolicyFinding, quoted } from './finding.ts';
import type { Entry, Subject } from './subject.ts';

/** Patterns that another pattern of the same list covers, or that stand in it twice. */
export function redundantPatterns(subject: Subject): PolicyFinding[] {
  return subject.entries.flatMap((entry) => [
    ...redundantIn(entry, 'action', entry.body.Action ?? entry.body.NotAction ?? [], subject),
    ...redundantIn(entry, 'resource', entry.body.Resource ?? entry.body.NotResource ?? [], subject),
  ]);
}

function redundantIn(
  { origin }: Entry,
  noun: 'action' | 'resource',
  list: readonly string[],
  { allowance }: Subject,
): PolicyFinding[] {
  const texts = noun === 'action' ? list.map(foldCase) : list;
  const wild = texts.filter((text) => /[*?]/.test(text));
  allowance.charge(Math.ceil((wild.length * texts.length) / 100));
  if (allowance.isSpent) return [];
  const covers = noun === 'action' ? coversAction : coversResource;
  const seen = new Set<string>();
  const redundant = list.filter((_, at) => {
    const text = texts[at] ?? '';
    const isTwice = seen.has(text);
    seen.add(text);
    return isTwice || wild.some((other) => other !== text && covers(other, text));
  });
  if (redundant.length === 0) return [];
  const message = `names ${quoted(redundant)}, which another ${noun} pattern of the same list covers`;
  return [finding('REDUNDANT_PATTERN', 'low', message, [origin])];
}

/** A star of the outer takes a star of the inner as any other character; a `?` must not. */
function coversAction(outer: string, inner: string): boolean {
  return !(outer.includes('?') && inner.includes('*')) && matchesText(outer, inner);
}

/** Segment by segment, so that it holds however wildcards treat colons. */
function coversResource(outer: string, inner: string): boolean {
  if (/^\*+$/.test(outer)) return true;
  const isSafe = !(outer.includes('?') && inner.includes('*')) && !outer.includes('${');
  return isSafe && outer.startsWith('arn:') && matchesArn(outer, inner);
}
