import { dirname, isAbsolute, join } from 'node:path';
import type { Language } from '@countersign/analysis';
import { givenLanguage } from '../files/policy-files.ts';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isList, isText, isTexts, type Shape } from '../files/shape.ts';
import { EXIT, Failure, type Reason } from '../frame/failure.ts';

/** One line of a suite: a request and what is to be said to it, or a pattern and what is to hold for all its requests. */
export type SuiteCase =
  | { readonly id: string; readonly request: unknown; readonly expect: 'allow' | 'deny' }
  | { readonly id: string; readonly pattern: unknown; readonly expect: 'must-allow' | 'must-deny' };

/** Requests of the user's own with what policies are to say to them. */
export interface Suite {
  readonly path: string;
  readonly name: string;
  readonly language: Language;
  /** Policy files that are one set together; a candidate puts its own policy in their place. */
  readonly policies: readonly string[];
  readonly cases: readonly SuiteCase[];
}

const SHAPE: Shape = {
  apiVersion: { rule: is('countersign/v1') },
  kind: { rule: is('Suite') },
  name: { rule: isText },
  language: { rule: isText, optional: true },
  policies: { rule: isTexts, optional: true },
  cases: { rule: isList },
};
const REQUEST_SHAPE: Shape = {
  id: { rule: isText },
  request: { rule: isObject },
  expect: { rule: oneOf('allow', 'deny') },
};
const PATTERN_SHAPE: Shape = {
  id: { rule: isText },
  pattern: { rule: isObject },
  expect: { rule: oneOf('must-allow', 'must-deny') },
};

/** Cases a suite may have: each is a proof of its own. */
const CASES_MAX = 10_000;

/** Reads a Suite file; every fault at once. Paths of policies are relative to the file. */
export async function readSuite(path: string): Promise<Suite> {
  const fields = checkShape(await readDocument(path), SHAPE, { file: path, pointer: '' });
  const given = fields['cases'] as readonly unknown[];
  const faults = [...caseFaults(given, path), ...listFaults(given, path)];
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  const policies = (fields['policies'] as string[] | undefined) ?? [];
  return {
    path,
    name: fields['name'] as string,
    language: givenLanguage((fields['language'] as string | undefined) ?? 'aws-iam'),
    policies: policies.map((name) => (isAbsolute(name) ? name : join(dirname(path), name))),
    cases: given as SuiteCase[],
  };
}

function caseFaults(given: readonly unknown[], file: string): Reason[] {
  return given.flatMap((one, index) => {
    const isPattern = typeof one === 'object' && one !== null && 'pattern' in one;
    try {
      const shape = isPattern ? PATTERN_SHAPE : REQUEST_SHAPE;
      checkShape(one, shape, { file, pointer: `/cases/${index}` });
      return [];
    } catch (error) {
      if (error instanceof Failure) return [...error.reasons];
      throw error;
    }
  });
}

function listFaults(given: readonly unknown[], file: string): Reason[] {
  const ids = given.map((one) => (one as { readonly id?: unknown } | null)?.id);
  const twice = ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);
  const details = { file, pointer: '/cases' };
  return [
    ...(given.length === 0
      ? [{ code: 'EMPTY_LIST', message: 'a suite without cases tests nothing', details }]
      : []),
    ...(given.length > CASES_MAX
      ? [{ code: 'WRONG_VALUE', message: `a suite has at most ${CASES_MAX} cases`, details }]
      : []),
    ...(twice === undefined
      ? []
      : [{ code: 'WRONG_VALUE', message: `two cases have the id \`${String(twice)}\``, details }]),
  ];
}

function is(expected: string) {
  return (value: unknown) => (value === expected ? undefined : `\`${expected}\` is expected`);
}

function isObject(value: unknown): string | undefined {
  const isOne = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isOne ? undefined : 'an object is expected';
}

function oneOf(...expected: readonly string[]) {
  return (value: unknown) =>
    expected.includes(String(value)) ? undefined : `\`${expected.join('` or `')}\` is expected`;
}
