import { createHash } from 'node:crypto';
import { type Found, kubernetesRbac } from '../../packages/analysis/src/index.ts';
import { type RbacRule, rbacQuestion } from '../../scripts/second-opinion/rbac-smt.ts';
import type { PeerQuestion } from './solver-figures.ts';

/** A change of one object, as the vectors have it. */
interface Change {
  readonly from?: { readonly object?: unknown };
  readonly to?: { readonly object?: unknown };
}

/** Both directions of the changed roles whose rules hash lowest, as bare rules. */
export function roleQuestions(changes: readonly Change[], size: number): PeerQuestion[] {
  const pairs = changes.flatMap(({ from, to }) => {
    const [before, after] = [rulesOf(from?.object), rulesOf(to?.object)];
    return before === null || after === null ? [] : [{ before, after }];
  });
  return pairs
    .map((pair) => ({ ...pair, hash: sha256(JSON.stringify(pair)) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : 1))
    .slice(0, size)
    .flatMap(({ before, after, hash }) => [
      questionOf(hash.slice(0, 12), before, after),
      questionOf(`${hash.slice(0, 12)} back`, after, before),
    ]);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function rulesOf(object: unknown): readonly RbacRule[] | null {
  if (typeof object !== 'object' || object === null || !('rules' in object)) return null;
  return Array.isArray(object.rules) ? object.rules : null;
}

/** Both directions come out of one diff, so half of its time is one question's. */
function questionOf(id: string, from: readonly RbacRule[], to: readonly RbacRule[]): PeerQuestion {
  answer(from, to);
  const start = performance.now();
  const engine = answer(from, to);
  const engineMilliseconds = (performance.now() - start) / 2;
  const encode = (): ReturnType<typeof rbacQuestion> => rbacQuestion(from, to);
  return { id, engine, engineMilliseconds, isSameQuestion: true, encode };
}

function answer(from: readonly RbacRule[], to: readonly RbacRule[]): Found {
  const [before, after] = [from, to].map((rules) => kubernetesRbac.read({ rules }));
  if (!(before?.ok && after?.ok)) return 'undetermined';
  return kubernetesRbac.diff(before.value, after.value).allowed;
}
