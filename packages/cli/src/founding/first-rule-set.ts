import type { Appetite, Roster, RuleSet } from '@countersign/domain';
import { badInput } from '../frame/failure.ts';
import type { PersonRecord } from './documents.ts';
import type { DescribedEnvironment } from './environments-file.ts';

/**
 * RuleSet 1: the default rules and tiers for these Environments, and the risk that a founder accepts in each: as the
 * Environment says, else up to T3 in class `production` and T4 elsewhere, by the first founder.
 */
export async function firstRuleSet(
  described: readonly DescribedEnvironment[],
  { roster, persons }: { readonly roster: Roster; readonly persons: readonly PersonRecord[] },
  now: Date,
): Promise<RuleSet> {
  const { defaultAppetite, defaultRuleSet } = await import('@countersign/domain');
  const [founder = ''] = roster.quorum.humans;
  const environments = described.map(({ appetite: _, ...environment }) => environment);
  const defaults = defaultAppetite(environments, { by: founder, since: now.toISOString() });
  const appetite = described.map((environment, at): Appetite => {
    const accepted = defaults[at];
    if (accepted === undefined) throw new RangeError('every environment has an appetite');
    const { upTo = accepted.upTo, acceptedBy } = environment.appetite ?? {};
    return { ...accepted, upTo, acceptedBy: idOf(acceptedBy, persons, roster) ?? founder };
  });
  return defaultRuleSet(roster.workspace, environments, appetite);
}

function idOf(
  name: string | undefined,
  persons: readonly PersonRecord[],
  { quorum }: Roster,
): string | undefined {
  if (name === undefined) return undefined;
  const id = persons.find((person) => person.name === name)?.human;
  if (id !== undefined && quorum.humans.includes(id)) return id;
  throw badInput(
    'NOT_AMONG_FOUNDERS',
    `\`${name}\` accepts risk in the environments file and is no founder`,
    'name a founder in `acceptedBy`, or leave it out',
  );
}
