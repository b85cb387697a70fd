import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  digestSchema,
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { environmentSchema, type OnLapse, onLapseSchema } from './values.ts';

export type ReleaseBasis = 'approvals' | 'standing' | 'restriction' | 'break-glass';

/** What a release key signs: this digest, by these approvals, under this number (FORMATS section 7). */
export interface Release {
  readonly workspace: Id;
  readonly environment: string;
  readonly policy: Id;
  readonly number: number;
  readonly basis: ReleaseBasis;
  readonly from: Digest | null;
  readonly to: Digest;
  /** Digests of the approval envelopes. */
  readonly approvals: readonly Digest[];
  readonly verification: Digest;
  readonly ruleSet: Numbered;
  readonly roster: Numbered;
  readonly triggeredBy: Id;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
  readonly issuedAt: Instant;
}

/** A version of a Roster or RuleSet, by number and digest. */
export interface Numbered {
  readonly number: number;
  readonly digest: Digest;
}

/** That a release is the current one, for a short time; withheld when it is revoked (FORMATS section 7). */
export interface Freshness {
  readonly workspace: Id;
  readonly environment: string;
  readonly policy: Id;
  readonly number: number;
  readonly to: Digest;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export const numberedSchema: Schema<Numbered> = object<Numbered>({
  number: integer(1),
  digest: digestSchema,
});
export const basisSchema: Schema<ReleaseBasis> = oneOf<ReleaseBasis>(
  'approvals',
  'standing',
  'restriction',
  'break-glass',
);

const releaseShape: Schema<Release> = object<Release>({
  workspace: idSchema,
  environment: environmentSchema,
  policy: idSchema,
  number: integer(1),
  basis: basisSchema,
  from: nullable(digestSchema),
  to: digestSchema,
  // One envelope counts once, however often it is named.
  approvals: uniqueList(digestSchema, 1000),
  verification: digestSchema,
  ruleSet: numberedSchema,
  roster: numberedSchema,
  triggeredBy: idSchema,
  validUntil: instantSchema,
  onLapse: onLapseSchema,
  issuedAt: instantSchema,
});

const release: Schema<Release> = refined(
  releaseShape,
  ({ basis, approvals, issuedAt, validUntil }) => [
    ...(validUntil > issuedAt ? [] : [{ pointer: '/validUntil', why: 'is not after `issuedAt`' }]),
    ...((basis === 'approvals' || basis === 'standing') && approvals.length === 0
      ? [{ pointer: '/approvals', why: `is empty though the basis is \`${basis}\`` }]
      : []),
  ],
);

const freshness: Schema<Freshness> = refined(
  object<Freshness>({
    workspace: idSchema,
    environment: environmentSchema,
    policy: idSchema,
    number: integer(1),
    to: digestSchema,
    issuedAt: instantSchema,
    expiresAt: instantSchema,
  }),
  ({ issuedAt, expiresAt }) =>
    expiresAt > issuedAt ? [] : [{ pointer: '/expiresAt', why: 'is not after `issuedAt`' }],
);

/** Reads a Release (the statement's predicate); all faults at once. */
export const parseRelease: (input: Uint8Array | Json) => Parsed<Release> = parserOf(release);

/** Reads a Freshness (the statement's predicate); all faults at once. */
export const parseFreshness: (input: Uint8Array | Json) => Parsed<Freshness> = parserOf(freshness);

export const releaseSchema: JsonSchema = jsonSchema('release', release);
export const freshnessSchema: JsonSchema = jsonSchema('freshness', freshness);
