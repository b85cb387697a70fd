import { matchesArn, matchesText } from '../../aws-iam/service-table/matches-text.ts';
import { foldCase } from '../../engine/fold.ts';

/** Whether every action of one pattern is one of the other; errs towards false. */
export function coversAction(outer: string, inner: string): boolean {
  const [one, other] = [foldCase(outer), foldCase(inner)];
  if (one === other || one === '*') return true;
  return !(one.includes('?') && other.includes('*')) && matchesText(one, other);
}

/** The same of resources, segment by segment, so that it holds however wildcards treat colons; errs towards false. */
export function coversResource(outer: string, inner: string): boolean {
  if (outer === inner || outer === '*') return true;
  if (outer.includes('${') || inner.includes('${')) return false;
  if (outer.includes('?') && inner.includes('*')) return false;
  return outer.startsWith('arn:') && matchesArn(outer, inner);
}

/** The patterns that no other one of them covers, sorted; of two that are the same the first stays. */
export function uncovered(
  patterns: readonly string[],
  covers: (outer: string, inner: string) => boolean,
): string[] {
  const sorted = [...new Set(patterns)].sort();
  return sorted.filter(
    (one, at) =>
      !sorted.some(
        (other, index) => index !== at && covers(other, one) && (index < at || !covers(one, other)),
      ),
  );
}
