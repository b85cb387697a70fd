import type { Grant, Level, Of } from '../model.ts';

/** Who holds rights. `any` is a subject no grant names, in a request pattern without the words of a kind. */
export interface Subject {
  readonly kind: Grant['kind'] | 'any';
  readonly provider: string | null;
  readonly name: string | null;
}

/** One right, whatever it is exercised on: a permission at a level, or a scope. */
export interface Atom {
  readonly of: Of | 'scope';
  readonly name: string;
  readonly level: Level | null;
  /** Of the permission `single_file` alone. */
  readonly path: string | null;
}

/** Two subjects are one when their keys are equal. */
export function subjectKey({ kind, provider, name }: Subject): string {
  return JSON.stringify([kind, provider, name]);
}

/** Two rights are one when their keys are equal. */
export function atomKey({ of, name, level, path }: Atom): string {
  return JSON.stringify([of, name, level, path]);
}

/** `contents:write`, or the scope as it is. */
export function actionOf({ name, level, path }: Atom): string {
  const base = level === null ? name : `${name}:${level}`;
  return path === null ? base : `${base} (${path})`;
}
