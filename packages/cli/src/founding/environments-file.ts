import type { Environment } from '@countersign/domain';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isList, isText, type Shape } from '../files/shape.ts';
import { EXIT, Failure, type Reason } from '../frame/failure.ts';

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
};

/** The Environments of a file `{environments: [{name, class, minimumAssurance, onLapse, maxValiditySeconds}]}`. */
export async function readEnvironments(file: string): Promise<readonly Environment[]> {
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
  return list as Environment[];
}

function oneOf(...words: string[]) {
  return (value: unknown) =>
    words.includes(value as string) ? undefined : `one of ${words.join(', ')} is expected`;
}
