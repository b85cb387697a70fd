import type { EstateIdentity, Guardrail } from '@countersign/analysis';
import type { Inventory, PolicyLanguage } from '@countersign/evidence';

/** Obligations that are about several identities. */
const ACROSS: readonly string[] = ['never-together', 'only', 'keeps'];

/** A context is stored with each verification; pairs are looked for among this many identities, and beyond nothing is certain. */
export const ESTATE_MAX = 2000;

/**
 * The identities of the environment with their policies, where a guardrail is about more than one. Where there are more
 * than are taken, the last one stands for the rest with a policy that nobody can read, so that no answer passes for
 * certain.
 */
export function estateOf(
  inventory: Inventory | null,
  asked: { readonly language: PolicyLanguage; readonly guardrails: readonly Guardrail[] },
): readonly EstateIdentity[] {
  if (inventory === null || !asked.guardrails.some((one) => isAcross(one, asked.language)))
    return [];
  const { environment, language, identities } = inventory;
  const taken = identities.slice(0, ESTATE_MAX).map(({ externalId, policies, missing }) => ({
    id: externalId,
    name: externalId,
    language,
    environment,
    policies: [
      ...policies
        .filter(({ layer }) => layer !== 'boundary')
        .map(({ digest }) => inventory.policies[digest] ?? ''),
      ...missing.map(() => UNREADABLE),
    ],
  }));
  const rest = identities.length - taken.length;
  if (rest <= 0) return taken;
  const name = `${rest} more identities`;
  return [...taken, { id: name, name, language, environment, policies: [UNREADABLE] }];
}

const UNREADABLE = '';

function isAcross({ language, obligation }: Guardrail, own: PolicyLanguage): boolean {
  return language === own && ACROSS.includes(obligation.type);
}
