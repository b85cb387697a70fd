import type { Json } from '../bytes/json.ts';
import { type Parsed, quoted } from '../refusal.ts';
import {
  distinct,
  type JsonSchema,
  jsonSchema,
  list,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import { sha256HexSchema } from './values.ts';

/** The predicate of a Verification: in-toto `test-result/v0.1` (FORMATS section 5). No times, hosts or durations. */
export interface VerificationResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  /** Digests of what it was computed from: requirement, base, presented, analysis, budget. */
  readonly configuration: readonly {
    readonly name: string;
    readonly digest: { readonly sha256: string };
  }[];
  readonly passedTests: readonly string[];
  /** Undetermined tests: in-toto has no word of its own for them, and they never count as passed. */
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

const tests: Schema<readonly string[]> = uniqueList(text(200), 2000);

const shape: Schema<VerificationResult> = object<VerificationResult>({
  result: oneOf('PASSED', 'WARNED', 'FAILED'),
  configuration: distinct(
    list(
      object<VerificationResult['configuration'][number]>({
        name: text(120),
        digest: object<{ readonly sha256: string }>({
          sha256: sha256HexSchema,
        }),
      }),
      100,
    ),
    ({ name }) => name,
  ),
  passedTests: tests,
  warnedTests: tests,
  failedTests: tests,
});

/** What the lists say as one word; the statement must say the same. */
const resultOf = (
  lists: Pick<VerificationResult, 'warnedTests' | 'failedTests'>,
): VerificationResult['result'] => {
  if (lists.failedTests.length > 0) return 'FAILED';
  return lists.warnedTests.length > 0 ? 'WARNED' : 'PASSED';
};

const schema: Schema<VerificationResult> = refined(shape, (read) => {
  const { result, passedTests, warnedTests, failedTests } = read;
  const expected = resultOf(read);
  const passed = new Set(passedTests);
  const isWrong = result !== expected;
  return [
    ...(isWrong
      ? [{ pointer: '/result', why: `contradicts the tests, which come to \`${expected}\`` }]
      : []),
    ...[...warnedTests, ...failedTests]
      .filter((name) => passed.has(name))
      .map((name) => ({
        pointer: '/passedTests',
        why: `names ${quoted(name)}, which did not pass`,
      })),
  ];
});

/** Reads a Verification's predicate; one whose `result` contradicts its tests is refused. */
export const parseVerificationResult: (input: Uint8Array | Json) => Parsed<VerificationResult> =
  parserOf(schema);

export const verificationResultSchema: JsonSchema = jsonSchema('verification-result', schema);
