import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import {
  canonicalRbac,
  RBAC_CANONICAL_FORM,
} from '../../kubernetes-rbac/canonical/canonical-rbac.ts';
import { isBinding, isRole, objectRef, type RbacPolicy } from '../../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../../kubernetes-rbac/parse/read-policy.ts';
import { diffRbac } from '../../kubernetes-rbac/questions/diff.ts';
import { proveRbac } from '../../kubernetes-rbac/questions/prove.ts';
import type { ProofResult } from '../../questions/answer.ts';
import type { Parsed } from '../../refusal.ts';
import type { DraftNote, DraftProof, UseDraft, UseDraftOptions } from '../drafter.ts';
import type { ObservedRequest, ObservedUse } from '../observed-use.ts';
import { namedProof, unlessRefuted, withPolicy } from '../proofs.ts';
import { type Held, type Holding, objectsOf, subjectOf, userOf } from './objects.ts';
import { ofSubjectAlone } from './of-subject.ts';
import type { RuleLists } from './rule-of-case.ts';

/** So many objects of one resource are named one by one: a list that a reviewer still reads. */
export const EXACT_NAMES = 20;

/** What was used, within what is granted: rules by namespace, names where the requests had names. */
export function rbacFromUse(
  use: ObservedUse,
  granted: readonly string[],
  options: UseDraftOptions,
): Parsed<UseDraft> {
  const policy = readGranted(granted);
  if (!policy.ok) return policy;
  const who = holdingOf(use, policy.value, options);
  if ('why' in who) return { ok: false, refusals: [{ code: 'USE_UNSUITED', message: who.why }] };
  const refused = use.requests.filter((one) => one.refused);
  const used = use.requests.filter((one) => !one.refused);
  const isGranted = (one: ObservedRequest): boolean =>
    allows(policy.value, exactly(one), who).verdict === 'proved';
  const within = used.filter(isGranted);
  const exact = options.exactResources ?? EXACT_NAMES;
  const held = heldOf(within, exact, policy.value, who);
  const objects = objectsOf(held, options.name ?? 'drafted');
  const draft = readRbacPolicy(objects);
  if (!draft.ok) return draft;
  const before = ofSubjectAlone(policy.value, who);
  const less = diffRbac(before, draft.value, options.steps);
  return unlessRefuted({
    language: 'kubernetes-rbac',
    ...withPolicy(canonicalRbac(draft.value)),
    proofs: [
      withinGranted(draft.value, policy.value, options.steps),
      allowsUsed(within, draft.value, who),
    ],
    notes: notesOf(within, held),
    unused: [...less.newlyDenied, ...less.possible],
    notGranted: used.filter((one) => !within.includes(one)),
    refused,
  });
}

/** All objects of the texts, as one set. */
function readGranted(texts: readonly string[]): Parsed<RbacPolicy> {
  const objects: Json[] = [];
  for (const text of texts) {
    const read = readRbacPolicy(inner(text));
    if (!read.ok) return read;
    const { policy }: { readonly policy: readonly Json[] } = JSON.parse(
      canonicalRbac(read.value).text,
    );
    objects.push(...policy);
  }
  return readRbacPolicy(objects);
}

/** The objects inside a canonical text, any other text as it is. */
function inner(text: string): string {
  if (!text.startsWith(`{"canonical":"${RBAC_CANONICAL_FORM}","policy":`)) return text;
  const { policy }: { readonly policy: Json } = JSON.parse(text);
  return canonicalJson(policy);
}

/** Whom the draft is for: who was seen, or, where nobody is bound, the only role there is. */
function holdingOf(
  use: ObservedUse,
  { objects }: RbacPolicy,
  options: UseDraftOptions,
): Holding | { readonly why: string } {
  if (objects.some(isBinding))
    return { kind: 'subjects', subjects: [options.subject ?? subjectOf(use.subject)] };
  const [role, ...more] = objects.filter(isRole);
  if (role === undefined || more.length > 0)
    return { why: 'what is granted must be one role, or roles with their bindings' };
  return { kind: 'role', ref: objectRef(role) };
}

type Words = Readonly<Record<string, Json>>;

function wordsOf(who: Holding): Words {
  if (who.kind === 'role') return { roles: [who.ref] };
  if (who.kind === 'nobody') return {};
  const [subject] = who.subjects;
  const name = subject === undefined ? '' : userOf(subject);
  return subject?.kind === 'Group' ? { groups: [name] } : { users: [name] };
}

/** The pattern of one observed request and no other. */
function exactly({ request }: ObservedRequest): Words {
  const text = (word: string): string => String(request[word] ?? '');
  const verbs = [text('verb')];
  if (text('path') !== '') return { verbs, paths: [text('path')] };
  return {
    verbs,
    apiGroups: [text('apiGroup')],
    resources: [resourceOf(request)],
    names: [text('name')],
    namespaces: [text('namespace')],
  };
}

function resourceOf(request: ObservedRequest['request']): string {
  const [base, sub] = [String(request['resource'] ?? ''), String(request['subresource'] ?? '')];
  return sub === '' ? base : `${base}/${sub}`;
}

function allows(policy: RbacPolicy, words: Words, who: Holding): ProofResult {
  const pattern = { ...words, ...wordsOf(who) };
  const proof = proveRbac({ property: 'must-allow', policies: [policy], pattern });
  if (proof.ok) return proof.value;
  const reason = proof.refusals.map(({ message }) => message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}

/** Rules for the requests: names one by one up to `exact`, then any name, where that is granted. */
function heldOf(
  used: readonly ObservedRequest[],
  exact: number,
  granted: RbacPolicy,
  holding: Holding,
): Held[] {
  const groups = new Map<string, { words: Words; names: Set<string> }>();
  for (const one of used) {
    const { names, ...words } = exactly(one);
    const key = canonicalJson(words);
    const group = groups.get(key) ?? { words, names: new Set<string>() };
    groups.set(key, group);
    for (const name of [names ?? []].flat()) group.names.add(String(name));
  }
  return [...groups.values()].flatMap(({ words, names }): Held[] => {
    const named = sortedList([...names].filter((name) => name !== ''));
    const isAny =
      names.has('') ||
      (named.length > exact && allows(granted, words, holding).verdict === 'proved');
    const { namespaces, paths, ...lists } = words;
    const [namespace = ''] = [namespaces ?? []].flat().map(String);
    const rule = (paths === undefined
      ? { ...lists, ...(isAny ? {} : { resourceNames: named }) }
      : { verbs: lists['verbs'] ?? [], nonResourceURLs: paths }) as unknown as RuleLists;
    return [{ holding, rules: [rule], namespaces: namespace === '' ? null : [namespace] }];
  });
}

function withinGranted(
  draft: RbacPolicy,
  granted: RbacPolicy,
  steps: number | undefined,
): DraftProof {
  const proof = proveRbac({ property: 'within', policies: [draft, granted] }, steps);
  if (!proof.ok) throw new Error(proof.refusals.map(({ message }) => message).join('; '));
  return namedProof('within-granted', proof.value);
}

function allowsUsed(used: readonly ObservedRequest[], draft: RbacPolicy, who: Holding): DraftProof {
  const proofs = used.map((one) => allows(draft, exactly(one), who));
  const open = proofs.find(({ verdict }) => verdict !== 'proved');
  return open === undefined
    ? { name: 'allows-used', verdict: 'proved', reason: null, witness: null }
    : namedProof('allows-used', open);
}

function notesOf(used: readonly ObservedRequest[], held: readonly Held[]): DraftNote[] {
  const across = used.some(
    ({ request }) => (request['namespace'] ?? '') === '' && (request['path'] ?? '') === '',
  );
  const isWide = across && held.some(({ namespaces }) => namespaces === null);
  const message =
    'requests without a namespace were made: what allows them allows the same in every namespace';
  return isWide ? [{ code: 'EVERY_NAMESPACE', message }] : [];
}
