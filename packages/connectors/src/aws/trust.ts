import type { Json } from '@countersign/evidence';

/**
 * Whether a trust policy lets in others: `true` when it names an account that is none of `own`, or everybody; `false`
 * when it names services of AWS and own accounts alone; null where that cannot be told, as with identity providers.
 * Without a list of own accounts another account may be a sister, so that nothing is known of it.
 */
export function letsInThirdParties(
  canonical: string,
  account: string,
  own: readonly string[] | null,
): boolean | null {
  const document = JSON.parse(canonical) as {
    readonly policy: { readonly Statement: readonly Plain[] };
  };
  const allows = document.policy.Statement.filter((one) => one['Effect'] === 'Allow');
  const answers = allows.flatMap((one) =>
    principalsOf(one).map((who) => isForeign(who, account, own)),
  );
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

type Plain = Readonly<Record<string, Json>>;

interface Who {
  readonly kind: string;
  readonly name: string;
}

function principalsOf(statement: Plain): Who[] {
  const principal = statement['Principal'];
  if (typeof principal === 'object' && principal !== null && !Array.isArray(principal)) {
    return Object.entries(principal).flatMap(([kind, names]) =>
      [names].flat().map((name): Who => ({ kind, name: String(name) })),
    );
  }
  // `NotPrincipal` lets in everybody else.
  return [{ kind: 'AWS', name: '*' }];
}

function isForeign(
  { kind, name }: Who,
  account: string,
  own: readonly string[] | null,
): boolean | null {
  if (kind === 'Service') return false;
  if (kind !== 'AWS') return null;
  if (name === '*') return true;
  const named = /^\d{12}$/.test(name) ? name : (name.split(':')[4] ?? '');
  if (named === account) return false;
  // An id without an account is what is left of a principal that was deleted.
  if (!/^\d{12}$/.test(named)) return null;
  return own === null ? null : !own.includes(named);
}
