import {
  type Contradiction,
  digestSchema,
  type Fields,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { environmentSchema, lineSchema } from './values.ts';

/** What every version of a Requirement says beside its cases. */
export interface RequirementBase {
  readonly kind: 'requirement';
  readonly workspace: Id;
  readonly nhi: Id;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly environment: string;
  /** Digest of the salted purpose text, which can be erased. */
  readonly purpose: Digest;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: Instant;
}

export const requirementFields: Fields<RequirementBase> = {
  kind: oneOf('requirement'),
  workspace: idSchema,
  nhi: idSchema,
  owner: idSchema,
  backupOwner: idSchema,
  environment: environmentSchema,
  purpose: digestSchema,
  dataClass: nullable(lineSchema),
  ticket: nullable(lineSchema),
  expires: instantSchema,
};

interface Named {
  readonly id: string;
}

/** Case ids are what confirmations and test names refer to: one id, one case. */
export function repeatedIds({
  allow,
  deny,
}: {
  readonly allow: readonly Named[];
  readonly deny: readonly Named[];
}): readonly Contradiction[] {
  const cases = [
    ...allow.map(({ id }, at) => ({ id, pointer: `/allow/${at}/id` })),
    ...deny.map(({ id }, at) => ({ id, pointer: `/deny/${at}/id` })),
  ];
  return cases.flatMap(({ id, pointer }, at) =>
    cases.findIndex((one) => one.id === id) === at
      ? []
      : [{ pointer, why: `is \`${id}\`, which names another case already` }],
  );
}
