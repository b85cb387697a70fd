import { type Holder, holderKey } from '../access/identity.ts';
import type { Asker, Gap, MissingRole } from '../decide/difference.ts';
import type { Piece } from '../decide/pieces.ts';
import type { ScopedRule } from '../decide/scoped-rule.ts';
import { ALL } from '../decide/sets.ts';
import { resourceText } from './words.ts';

/** A class of requests in the making; lists hold each text once. */
export interface Draft {
  readonly askers: readonly Asker[];
  readonly namespaces: readonly (string | null)[];
  readonly verbs: readonly string[];
  readonly except: readonly string[];
  /** Resource texts, or non-resource URLs. */
  readonly resources: readonly string[];
  readonly isPaths: boolean;
  /** Empty: every name and none. */
  readonly names: readonly string[];
  readonly rules: readonly ScopedRule[];
  readonly missing: readonly MissingRole[];
  /** Not each verb on each resource for each name, place and holder. */
  readonly isMixed: boolean;
  /** A part of it, and what its witness must lie outside of. */
  readonly sample: { readonly piece: Piece; readonly asker: Asker; readonly gap: Gap };
}

/** At most this many classes are shown in one direction. */
const LIMIT = 6;

/** The pieces of a difference as few classes, widest first. */
export function draftsOf(
  gaps: readonly Gap[],
  piecesOf: (
    gap: Gap,
  ) => readonly { readonly piece: Piece; readonly missing: readonly MissingRole[] }[],
): Draft[] {
  let drafts = gaps.flatMap((gap) =>
    piecesOf(gap).flatMap(({ piece, missing }) => draftOf(gap, piece, missing)),
  );
  // One list at a time grows while all the others are equal, so that a class is a product.
  for (const list of DIMENSIONS) {
    if (drafts.length > 1) drafts = merge(drafts, (draft) => keyWithout(draft, list), false);
  }
  for (const kept of [KEPT_FIRST, KEPT_LAST]) {
    if (drafts.length > LIMIT) drafts = merge(drafts, (draft) => keyWith(draft, kept), true);
  }
  const sorted = drafts
    .map((draft) => ({ draft, width: widthOf(draft) }))
    .sort((left, right) => right.width - left.width)
    .map(({ draft }) => draft);
  if (sorted.length <= LIMIT) return sorted;
  const rest = combine(sorted.slice(LIMIT - 1), true);
  return [...sorted.slice(0, LIMIT - 1), ...(rest === null ? [] : [rest])];
}

/** Resources a reviewer must not miss stand first where there are more than a sentence shows. */
const TELLING: readonly string[] = [
  'secrets',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/roles',
  'users',
  'groups',
  'serviceaccounts',
  'serviceaccounts/token',
  'nodes/proxy',
  'pods/exec',
  'pods/attach',
  'pods/ephemeralcontainers',
  'pods',
];

function byWeight(resources: readonly string[]): string[] {
  const weightOf = (text: string): number => {
    if (text.includes(ALL)) return -1;
    const index = TELLING.indexOf(text);
    return index < 0 ? TELLING.length : index;
  };
  return [...resources].sort((left, right) => weightOf(left) - weightOf(right));
}

function draftOf(gap: Gap, piece: Piece, missing: readonly MissingRole[]): Draft[] {
  const [asker] = gap.askers;
  if (asker === undefined) return [];
  const isPaths = piece.kind === 'path';
  const name = isPaths ? null : piece.area.name;
  return [
    {
      askers: gap.askers,
      namespaces: [isPaths ? null : piece.area.namespace],
      verbs: piece.verbs,
      except: piece.except,
      resources: [isPaths ? piece.url : resourceText(piece.area.apiGroup, piece.area.resource)],
      isPaths,
      names: name === null ? [] : [name],
      rules: [piece.rule],
      missing,
      isMixed: false,
      sample: { piece, asker, gap },
    },
  ];
}

type Dimension = 'verbs' | 'names' | 'resources' | 'askers' | 'namespaces';

const DIMENSIONS: readonly Dimension[] = ['verbs', 'names', 'resources', 'askers', 'namespaces'];
const KEPT_FIRST: readonly Dimension[] = ['askers', 'namespaces'];
const KEPT_LAST: readonly Dimension[] = ['askers'];

function keyWithout(draft: Draft, growing: Dimension): string {
  const kept = DIMENSIONS.filter((one) => one !== growing);
  const except = growing === 'verbs' ? [] : draft.except;
  // Every name and one name are not the same kind of thing.
  return JSON.stringify([keyWith(draft, kept), except, draft.names.length > 0]);
}

function keyWith(draft: Draft, kept: readonly Dimension[]): string {
  const missing = draft.missing.map(({ role, namespace }) => [role, namespace]);
  const parts = kept.map((one) =>
    one === 'askers' ? draft.askers.map(({ holder }) => holderKey(holder)) : draft[one],
  );
  return JSON.stringify([draft.isPaths, missing, parts]);
}

function merge(
  drafts: readonly Draft[],
  keyOf: (draft: Draft) => string,
  isMixed: boolean,
): Draft[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = keyOf(draft);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [draft]);
    else known.push(draft);
  }
  return [...groups.values()].flatMap((group) => combine(group, isMixed) ?? []);
}

function combine(drafts: readonly Draft[], isMixed: boolean): Draft | null {
  const [first] = drafts;
  if (first === undefined || drafts.length === 1) return first ?? null;
  const verbs = unique(drafts.flatMap((draft) => draft.verbs));
  const isEveryName = drafts.some(({ names }) => names.length === 0);
  const resources = byWeight(unique(drafts.flatMap((draft) => draft.resources)));
  const [shown = ''] = resources;
  return {
    ...first,
    sample: drafts.find((draft) => draft.resources[0] === shown)?.sample ?? first.sample,
    askers: uniqueAskers(drafts.flatMap((draft) => draft.askers)),
    namespaces: unique(drafts.flatMap((draft) => draft.namespaces)),
    verbs: verbs.includes(ALL) ? [ALL] : verbs,
    except: first.except.filter((verb) => drafts.every(({ except }) => except.includes(verb))),
    resources,
    names: isEveryName ? [] : unique(drafts.flatMap((draft) => draft.names)),
    rules: unique(drafts.flatMap((draft) => draft.rules)),
    missing: unique(drafts.flatMap((draft) => draft.missing)),
    isMixed: isMixed || drafts.some((draft) => draft.isMixed),
  };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function uniqueAskers(askers: readonly Asker[]): Asker[] {
  return [...new Map(askers.map((asker) => [holderKey(asker.holder), asker])).values()];
}

/** How much a class is, roughly: only the order of classes hangs on it. */
function widthOf(draft: Draft): number {
  const places = draft.namespaces.includes(null) ? 50 : draft.namespaces.length;
  const verbs = draft.verbs.includes(ALL) ? 20 : draft.verbs.length;
  const resources = draft.resources.reduce((sum, text) => sum + widthOfResource(text), 0);
  const names = draft.names.length === 0 ? 10 : 1;
  const holders = draft.askers.reduce((sum, { holder }) => sum + widthOfHolder(holder), 0);
  return places * verbs * resources * names * holders;
}

function widthOfResource(text: string): number {
  if (text === ALL) return 200;
  return text.includes(ALL) ? 40 : 1;
}

function widthOfHolder({ kind, name }: Holder): number {
  if (kind !== 'group') return 1;
  return name === 'system:authenticated' || name === 'system:unauthenticated' ? 50 : 5;
}
