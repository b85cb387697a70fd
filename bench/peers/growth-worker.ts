import { parentPort, workerData } from 'node:worker_threads';
import { type AwsPolicy, diff, parsePolicyText } from '../../packages/analysis/src/index.ts';
import { quantile } from './quantiles.ts';

/** What the second policy is: the first in reverse order, with one statement more, or with one Deny more. */
export type GrowthKind = 'equal' | 'added' | 'deny';

/** A policy of `size` statements and how the other differs. */
export interface GrowthCase {
  readonly kind: GrowthKind;
  readonly size: number;
}

/** Median time of several runs after one, and the verdict. */
export interface GrowthAnswer {
  readonly milliseconds: number;
  readonly verdict: string;
}

/** Large policies are asked less often: one answer takes long enough to be measured. */
const RUNS = 20;
const RUNS_FROM_THOUSAND = 2;
const MOST_BYTES = 16 * 1024 * 1024;

parentPort?.postMessage(measured(workerData as GrowthCase));

function measured({ kind, size }: GrowthCase): GrowthAnswer {
  const statements = Array.from({ length: size }, (_, index) => statement(index));
  const texts = [statements, changed(statements, kind)].map((list) =>
    JSON.stringify({ Version: '2012-10-17', Statement: list }),
  );
  const times: number[] = [];
  let verdict = '';
  for (let run = 0; run <= (size < 1000 ? RUNS : RUNS_FROM_THOUSAND); run += 1) {
    const start = performance.now();
    verdict = diff(parsed(texts[0] ?? ''), parsed(texts[1] ?? '')).verdict;
    times.push(performance.now() - start);
  }
  return { milliseconds: quantile(times.slice(1), 0.5), verdict };
}

function changed(statements: readonly object[], kind: GrowthKind): readonly object[] {
  switch (kind) {
    case 'equal':
      return statements.toReversed();
    case 'added':
      return [...statements, statement(statements.length)];
    case 'deny':
      return [
        ...statements,
        { Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::bucket-0-*' },
      ];
    default:
      return kind satisfies never;
  }
}

function statement(index: number): object {
  return {
    Sid: `S${index}`,
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::bucket-${index}-*/*`,
  };
}

function parsed(text: string): AwsPolicy {
  const policy = parsePolicyText(text, { maxBytes: MOST_BYTES });
  if (!policy.ok) throw new Error(policy.refusals.map(({ message }) => message).join('; '));
  return policy.value;
}
