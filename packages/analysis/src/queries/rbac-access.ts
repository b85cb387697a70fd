import type { RbacPolicy } from '../kubernetes-rbac/model.ts';
import { proveRbac } from '../kubernetes-rbac/questions/prove.ts';
import { type RbacHolder, rbacWhoCan, type WhoCan } from '../kubernetes-rbac/questions/who-can.ts';
import { holderInWords } from '../kubernetes-rbac/questions/words.ts';
import type { Limits } from '../questions/language.ts';
import type { Parsed } from '../refusal.ts';
import type { Holder } from './holder.ts';
import type { Access } from './who-can.ts';

/**
 * What subjects may do under bindings that are in force together: each by itself and through the groups it has.
 * `conditional` is some namespaces or names of those asked about, not all.
 */
export function rbacAccess(
  policy: RbacPolicy,
  holders: readonly Holder[],
  request: Readonly<Record<string, unknown>>,
  limits?: Limits,
): Access[] {
  const found = rbacWhoCan(policy, request, limits?.steps);
  return holders.map((holder) => {
    if (!found.ok) return answer(holder, 'undetermined', messagesOf(found));
    return accessOf(policy, holder, request, found.value, limits);
  });
}

type Bound = Pick<RbacHolder, 'kind' | 'name'>;

/** A subject and its groups, as bindings name them. */
function boundsOf({ words }: Holder): Bound[] {
  const { user, groups } = words as { user?: string; groups: readonly string[] };
  return [
    ...(user === undefined ? [] : [{ kind: 'user' as const, name: user }]),
    ...groups.map((name) => ({ kind: 'group' as const, name })),
  ];
}

function accessOf(
  policy: RbacPolicy,
  holder: Holder,
  request: Readonly<Record<string, unknown>>,
  found: WhoCan,
  limits: Limits | undefined,
): Access {
  const bounds = boundsOf(holder);
  const held = found.holders.filter((one) =>
    bounds.some(({ kind, name }) => one.kind === kind && one.name === name),
  );
  const [first] = held;
  if (first === undefined) {
    const texts = bounds.map(holderInWords);
    const open = found.undetermined.filter(({ text }) => texts.includes(text));
    const reasons = [
      ...open.map(({ reason }) => reason),
      ...(found.stopped === null ? [] : [found.stopped]),
    ];
    return answer(holder, reasons.length > 0 ? 'undetermined' : 'deny', reasons);
  }
  const pattern = { ...holder.words, ...request };
  const all = proveRbac({ property: 'must-allow', policies: [policy], pattern }, limits?.steps);
  const isAll = all.ok && all.value.verdict === 'proved';
  const statements = held.flatMap(({ origins }) => origins.map(holder.placeOf));
  return {
    ...answer(holder, isAll ? 'allow' : 'conditional', []),
    statements: [...new Set(statements)],
    ...(isAll ? {} : { witness: first.witness }),
  };
}

function answer({ id, kind }: Holder, word: Access['answer'], because: readonly string[]): Access {
  return { holder: id, kind, answer: word, explicit: false, statements: [], because };
}

function messagesOf(refused: Extract<Parsed<unknown>, { ok: false }>): string[] {
  return refused.refusals.map(({ message }) => message);
}
