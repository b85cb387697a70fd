import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  type JsonSchema,
  jsonSchema,
  list,
  matching,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
} from '../schema/index.ts';

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

const tests: Schema<readonly string[]> = list(text(200), 2000);

const shape: Schema<VerificationResult> = object<VerificationResult>({
  result: oneOf('PASSED', 'WARNED', 'FAILED'),
  configuration: list(
    object<VerificationResult['configuration'][number]>({
      name: text(120),
      digest: object<{ readonly sha256: string }>({
        sha256: matching(/^[0-9a-f]{64}$/, '64 hex digits'),
      }),
    }),
    100,
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

const schema: Schema<VerificationResult> = refined(shape, (result) =>
  result.result === resultOf(result)
    ? null
    : { pointer: '/result', why: `contradicts the tests, which come to \`${resultOf(result)}\`` },
);

/** Reads a Verification's predicate; one whose `result` contradicts its tests is refused. */
export const parseVerificationResult: (input: Uint8Array | Json) => Parsed<VerificationResult> =
  parserOf(schema);

export const verificationResultSchema: JsonSchema = jsonSchema('verification-result', schema);
