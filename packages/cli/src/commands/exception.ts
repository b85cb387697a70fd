import { answered, signedIn } from '../client/server.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { exceptionsTable, type RiskRules } from '../terminal/risk-rules-table.ts';

/** The dated deviations of the RuleSet in force; those that ended only with `--all`, since they have no effect any more. */
export async function exceptionList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const { document, people } = answered(await api.getRuleSet());
  const at = io.now().toISOString();
  const every: RiskRules['exceptions'] = document.v === 1 ? [] : document.exceptions;
  const items = every.filter(({ until }) => given.flag('all') || until > at);
  const text =
    items.length === 0 ? 'no exceptions' : exceptionsTable(items, { people, style: io.style, at });
  return done({ items }, text);
}
