import { isUnder } from '../pattern.ts';
import type { Roster, RuleSet } from '../roster.ts';
import type { Finding } from './lint-rule-set.ts';

/** What humans of a Roster accept in environments that the RuleSet does not have: mostly misspelled. */
export function lintRoster(roster: Roster, { environments }: RuleSet): readonly Finding[] {
  const asked = roster.humans.flatMap(({ accepts }) => accepts.map((a) => a.environment));
  return [...new Set(asked)]
    .filter((pattern) => !environments.some(({ name }) => isUnder(name, pattern)))
    .map((pattern) => ({
      code: 'UNKNOWN_ENVIRONMENT',
      severity: 'warning',
      rule: null,
      message: `\`${pattern}\` in \`accepts\` is no environment of the rule set`,
    }));
}
