import type { Id } from '@countersign/domain';
import { canonicalBytes, type Json, parseRoster, parseRuleSet } from '@countersign/evidence';
import { change, createdId, given } from './change.ts';
import { checkPersons, namesOf, type PersonInput, refuseDoubleNames } from './check-persons.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface ProposalInput {
  readonly kind: 'roster' | 'ruleset';
  /** The whole next version; read by the strict parser of its format. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Names of the humans that a Roster adds. */
  readonly persons: readonly PersonInput[];
}

/** Proposes the next Roster or RuleSet (INV-8). Proposing does not disqualify from signing (FORMATS section 3). */
export async function proposeGovernance(
  deps: Deps,
  caller: Caller,
  input: ProposalInput,
): Promise<Answer<{ id: Id }>> {
  const document = input.document as Json;
  const parsed = input.kind === 'roster' ? parseRoster(document) : parseRuleSet(document);
  if (!parsed.ok) return parsed;
  const humans = parsed.value.kind === 'roster' ? parsed.value.humans : [];
  const known = humans.length === 0 ? [] : await deps.store.persons.names(caller.workspace);
  const names = new Map([...known, ...namesOf(input.persons)]);
  const faults = [
    ...checkPersons(input.persons, humans),
    ...refuseDoubleNames(names, humans, deps.now()),
  ];
  if (faults.length > 0) return { ok: false, refusals: faults };
  return change(deps, caller, {
    streams: ['governance/*'],
    command: async ({ log }) => {
      for (const person of input.persons) log.putPerson(person);
      const digest = await log.putDocument(canonicalBytes(parsed.value));
      return given({ type: 'proposeGovernance', kind: input.kind, document: digest });
    },
    answer: (events) => ({ id: createdId(events, 'GovernanceProposed') }),
  });
}
