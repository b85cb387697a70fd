import type { Found } from './ask.ts';

/** Why a class is only possible: what it hangs on, by name. */
export function reasonOf({ open }: Found): string {
  if (open.length === 0) return 'its witness did not replay';
  return `depends on ${[...new Set(open.map(({ reason }) => reason))].join(', ')}`;
}
