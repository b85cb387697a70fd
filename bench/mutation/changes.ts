import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  type LanguageName,
  languageOf,
  type Surroundings,
} from '../../packages/analysis/src/index.ts';
import { awsSurroundings, clusterAround } from './surroundings.ts';

/** A real change as a candidate: canonical texts and what else is in force. */
export interface Change {
  readonly name: string;
  readonly language: LanguageName;
  readonly from: string;
  readonly to: string;
  /** The same access in other words, by its source or by how it was made. */
  readonly isCosmetic: boolean;
  readonly surroundings: Surroundings;
}

interface AwsPair {
  readonly name: string;
  readonly change: string;
  readonly from: { readonly version: string; readonly document: unknown };
  readonly to: { readonly version: string; readonly document: unknown };
}

/** Changes of managed policies, each attached to a role beside others, under a boundary and two levels of an organization. */
export function awsChanges(files: readonly string[]): Change[] {
  return files.flatMap(linesOf<AwsPair>).flatMap(({ name, change, from, to }) => {
    const texts = [from, to].map(({ document }) => canonical('aws-iam', document));
    const [before, after] = texts;
    if (typeof before !== 'string' || typeof after !== 'string') return [];
    return [
      {
        name: `${name} ${from.version} to ${to.version}`,
        language: 'aws-iam',
        from: before,
        to: after,
        isCosmetic: change === 'cosmetic',
        surroundings: awsSurroundings(),
      },
    ];
  });
}

interface RbacPair {
  readonly project: string;
  readonly kind: string;
  readonly name: string;
  readonly from: { readonly version: string; readonly object: RbacObject };
  readonly to: { readonly version: string; readonly object: RbacObject };
}

interface RbacObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[] | null;
}

interface Rule {
  readonly verbs: readonly string[];
}

/** Changes of roles and bindings, each in a cluster that binds the roles; and every role with its rules split by verb. */
export function rbacChanges(files: readonly string[]): Change[] {
  return files.flatMap(linesOf<RbacPair>).flatMap(({ project, kind, name, from, to }) => {
    const head = { language: 'kubernetes-rbac' as const, surroundings: clusterAround(to.object) };
    const id = `${project} ${kind} ${name} ${from.version} to ${to.version}`;
    const [before, after, split] = [from.object, to.object, splitByVerb(to.object)].map((object) =>
      canonical('kubernetes-rbac', [object]),
    );
    if (typeof before !== 'string' || typeof after !== 'string') return [];
    return [
      { ...head, name: id, from: before, to: after, isCosmetic: false },
      ...(typeof split !== 'string' || split === after
        ? []
        : [{ ...head, name: `${id} split`, from: after, to: split, isCosmetic: true }]),
    ];
  });
}

function splitByVerb(object: RbacObject): RbacObject {
  if (!object.rules) return object;
  const rules = object.rules.flatMap((rule) =>
    rule.verbs.map((verb) => ({ ...rule, verbs: [verb] })),
  );
  return { ...object, rules };
}

function canonical(name: LanguageName, member: unknown): string | undefined {
  const language = languageOf(name);
  if (typeof language === 'string') return undefined;
  const read = language.read(member);
  return read.ok ? language.canonical(read.value).text : undefined;
}

function linesOf<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line): T => JSON.parse(line));
}

/** Cosmetic changes are cheap to verify and their noise is to be none, so that more of them are looked at. */
const COSMETIC = 100;

/** Those whose names hash lowest: `size` that change access, and up to a hundred that are cosmetic. */
export function sampleOf(changes: readonly Change[], size: number): Change[] {
  const hashed = changes
    .map((change) => ({ change, hash: hashOf(change.name) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : 1))
    .map(({ change }) => change);
  return [
    ...hashed.filter(({ isCosmetic }) => !isCosmetic).slice(0, size),
    ...hashed.filter(({ isCosmetic }) => isCosmetic).slice(0, Math.max(size, COSMETIC)),
  ];
}

/** A text that orders names evenly and always alike. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
