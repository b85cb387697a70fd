import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decided, OpenCase, SetName } from './case.ts';

/** A label of a source that is held to be wrong, with the answer that is right and why. */
interface Adjudicated {
  readonly set: SetName;
  readonly id: string;
  readonly allowed?: Decided;
  readonly denied?: Decided;
  readonly reason: string;
}

const FILE = join(import.meta.dirname, '../../vectors/analysis/adjudicated.json');

/** Every label held to be wrong; `vectors/analysis/adjudicated.json`. */
export const ADJUDICATED: readonly Adjudicated[] = JSON.parse(readFileSync(FILE, 'utf8'));

/** The case with the words of the adjudication in place of its labels. */
export function adjudicate(set: SetName, one: OpenCase): OpenCase {
  const found = ADJUDICATED.find((each) => each.set === set && each.id === one.id);
  if (found === undefined) return one;
  const { allowed, denied, reason } = found;
  return {
    ...one,
    ...(allowed === undefined ? {} : { allowed }),
    ...(denied === undefined ? {} : { denied }),
    adjudicated: reason,
  };
}
