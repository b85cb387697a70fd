import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { adjudicate } from './adjudicated.ts';
import type { Decided, OpenCase, SetName } from './case.ts';

/** One source of open cases. */
export interface CaseSet {
  readonly name: SetName;
  readonly title: string;
  /** Files by path below the folder of cases; the first name of each group that exists is read. */
  readonly files: readonly (readonly string[])[];
  readonly read: (text: string) => OpenCase[];
}

/** The sets the runner knows; `managed` carries no label but `cosmetic`. */
export const CASE_SETS: readonly CaseSet[] = [
  {
    name: 'aa',
    title: 'AWS Access Analyzer, no new access',
    files: [
      ['access-analyzer-no-new-access.json', 'iam-analysis/access-analyzer-no-new-access.json'],
    ],
    read: (text) => (JSON.parse(text) as AccessAnalyzerCase[]).map(ofAccessAnalyzer),
  },
  {
    name: 'quacky',
    title: 'Quacky mutants',
    files: [['quacky-mutant-pairs.jsonl', 'iam-analysis/quacky-mutant-pairs.jsonl']],
    read: (text) => lines<QuackyCase>(text).map(ofQuacky),
  },
  {
    name: 'managed',
    title: 'AWS managed policies, version pairs',
    files: [
      [
        'aws-managed-pairs-2023-2026.jsonl.gz',
        'aws-managed/version-pairs-2023-2026-extra.jsonl.gz',
      ],
      ['aws-managed/version-pairs.jsonl.gz'],
    ],
    read: (text) => lines<ManagedCase>(text).map(ofManaged),
  },
];

/** All cases of a set found below the folder, in the order of its files, with the labels held to be right. */
export function readCases(set: CaseSet, folder: string): OpenCase[] {
  const cases = set.files.flatMap((names) => {
    const path = names.map((name) => join(folder, name)).find((one) => existsSync(one));
    return path === undefined ? [] : set.read(textOf(path));
  });
  return cases.map((one) => adjudicate(set.name, one));
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function lines<T>(text: string): T[] {
  return text
    .trim()
    .split('\n')
    .map((line): T => JSON.parse(line));
}

interface AccessAnalyzerCase {
  readonly id: string;
  readonly existing_policy: unknown;
  readonly new_policy: unknown;
  readonly expected_result: 'PASS' | 'FAIL';
}

function ofAccessAnalyzer(one: AccessAnalyzerCase): OpenCase {
  const allowed = one.expected_result === 'FAIL' ? 'some' : 'none';
  return {
    id: one.id,
    from: one.existing_policy,
    to: one.new_policy,
    allowed,
    isCosmetic: false,
  };
}

interface QuackyCase {
  readonly id: string;
  readonly p1: unknown;
  readonly p2: unknown;
  readonly p1_not_implies_p2: 'SAT' | 'UNSAT';
  readonly p2_not_implies_p1: 'SAT' | 'UNSAT';
}

function ofQuacky(one: QuackyCase): OpenCase {
  return {
    id: one.id,
    from: one.p1,
    to: one.p2,
    allowed: ofSolver(one.p2_not_implies_p1),
    denied: ofSolver(one.p1_not_implies_p2),
    isCosmetic: false,
  };
}

const ofSolver = (word: 'SAT' | 'UNSAT'): Decided => (word === 'SAT' ? 'some' : 'none');

interface ManagedCase {
  readonly name: string;
  readonly change: string;
  readonly from: { readonly version: string; readonly document: unknown };
  readonly to: { readonly version: string; readonly document: unknown };
}

function ofManaged({ name, from, to, change }: ManagedCase): OpenCase {
  return {
    id: `${name} ${from.version}..${to.version}`,
    from: from.document,
    to: to.document,
    isCosmetic: change === 'cosmetic',
  };
}
