import type { Environment, Tier } from '@countersign/domain';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isList, isText, type Shape } from '../files/shape.ts';
import { EXIT, Failure, type Reason } from '../frame/failure.ts';
import { isTier } from './people-file.ts';

const HALF_YEAR_SECONDS = 15_552_000;

/** One production and one staging Environment, for those who name none. */
export const DEFAULT_ENVIRONMENTS: readonly Environment[] = [
  {
    name: 'production',
    class: 'production',
    minimumAssurance: 'ssh-sk-verified',
    onLapse: 'keep',
    maxValiditySeconds: HALF_YEAR_SECONDS,
  },
  {
    name: 'staging',
    class: 'staging',
    minimumAssurance: 'ssh',
    onLapse: 'deny',
    maxValiditySeconds: HALF_YEAR_SECONDS,
  },
];

const FILE: Shape = { environments: { rule: isList } };
const ENVIRONMENT: Shape = {
  name: { rule: isText },
  class: { rule: isText },
  minimumAssurance: { rule: oneOf('ssh', 'ssh-sk-verified', 'webauthn-uv') },
  onLapse: { rule: oneOf('keep', 'deny') },
  maxValiditySeconds: {
    rule: (value) =>
      Number.isSafeInteger(value) && Number(value) > 0
        ? undefined
        : 'a whole number of seconds is expected',
  },
  appetite: {
    rule: (value) => (isAppetite(value) ? undefined : APPETITE_EXPECTED),
    optional: true,
  },
};

const APPETITE_EXPECTED =
  'the risk accepted is expected: `{upTo: T0 to T4, acceptedBy: the name of a founder}`';

function isAppetite(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { upTo, acceptedBy, ...more } = value as Record<string, unknown>;
  const isNamed = acceptedBy === undefined || typeof acceptedBy === 'string';
  return isTier(upTo) && isNamed && Object.keys(more).length === 0;
}

/** An Environment as founders describe it, with the risk that one of them accepts there, where they say so. */
export interface DescribedEnvironment extends Environment {
  readonly appetite?: { readonly upTo: Tier; readonly acceptedBy?: string };
}

/**
 * The Environments of a file `{environments: [{name, class, minimumAssurance, onLapse, maxValiditySeconds, appetite:
 * {upTo, acceptedBy}}]}`; `appetite` may be left out.
 */
export async function readEnvironments(file: string): Promise<readonly DescribedEnvironment[]> {
  if (file === 'defaults') return DEFAULT_ENVIRONMENTS;
  const read = checkShape(await readDocument(file), FILE, { file, pointer: '' });
  const faults: Reason[] = [];
  const list = read['environments'] as unknown[];
  list.forEach((item, at) => {
    try {
      checkShape(item, ENVIRONMENT, { file, pointer: `/environments/${at}` });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      faults.push(...error.reasons);
    }
  });
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  return list as DescribedEnvironment[];
}

function oneOf(...words: string[]) {
  return (value: unknown) =>
    words.includes(value as string) ? undefined : `one of ${words.join(', ')} is expected`;
}
