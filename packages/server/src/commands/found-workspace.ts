import type { Id, Instant, Refusal } from '@countersign/domain';
import {
  canonicalBytes,
  type Envelope,
  type Json,
  logOrigin,
  parseEnvelope,
  parseRoster,
  parseStatement,
} from '@countersign/evidence';
import { change, given } from './change.ts';
import { checkPersons, namesOf, type PersonInput, refuseDoubleNames } from './check-persons.ts';
import { type Answer, type Deps, type Refused, refuse, systemCaller } from './deps.ts';

/** A service key as Roster 1 must list it. */
export interface ReservedKey {
  readonly use: 'log' | 'release' | 'freshness';
  readonly type: 'ed25519' | 'ecdsa-p256';
  readonly publicKey: string;
  readonly since: Instant;
  readonly until: null;
}

export interface Reserved {
  readonly workspace: Id;
  readonly logOrigin: string;
  readonly serviceKeys: readonly ReservedKey[];
}

/** Prepares a workspace: its id and the public halves of its service keys, which the founders put into Roster 1. */
export async function reserveWorkspace(
  deps: Deps,
  input: { readonly mode: 'founded' | 'evaluation' },
): Promise<Reserved> {
  const workspace = deps.newId();
  const since = deps.now();
  const signers = await deps.keys.create(workspace);
  await deps.store.createWorkspace({ id: workspace, mode: input.mode, createdAt: since });
  const serviceKeys = [signers.log, signers.release, signers.freshness].map(
    ({ use, type, publicKey }) => ({ use, type, publicKey, since, until: null }),
  );
  return { workspace, logOrigin: logOrigin(workspace), serviceKeys };
}

/** Roster 1 and RuleSet 1 with the founders' signatures, and the names behind the commitments. */
export interface FoundingInput {
  readonly workspace: Id;
  /** What the Roster says too; it is fixed for ever. */
  readonly mode?: 'founded' | 'evaluation';
  readonly roster: Envelope;
  readonly ruleSet: Envelope;
  readonly persons: readonly PersonInput[];
}

/**
 * Writes genesis, entry 0: Roster 1 and RuleSet 1 as the founders' quorum signed them. The answer waits for an
 * anchored, signed checkpoint, because a workspace that nobody can prove is none.
 */
export async function foundWorkspace(
  deps: Deps,
  input: FoundingInput,
): Promise<Answer<{ workspace: Id }>> {
  const { workspace } = input;
  const roster = openGovernance(input.roster, 'roster');
  const ruleSet = openGovernance(input.ruleSet, 'ruleset');
  const faults = [...refusalsOf(ruleSet), ...personFaults(roster, input, deps.now())];
  if (faults.length > 0 || !roster.ok || !ruleSet.ok) return { ok: false, refusals: faults };
  const signers = await deps.keys.open(workspace);
  if (signers === undefined) {
    return refuse('UNKNOWN_PREPARATION', `no workspace \`${workspace}\` was prepared here`);
  }
  const founded = await change(deps, systemCaller(workspace), {
    streams: [],
    command: async ({ log }) => {
      for (const person of input.persons) log.putPerson(person);
      return given({
        type: 'foundWorkspace',
        workspace,
        mode: input.mode ?? 'founded',
        roster: await log.putDocument(roster.document),
        ruleSet: await log.putDocument(ruleSet.document),
        rosterEnvelope: await log.putDocument(roster.envelope),
        ruleSetEnvelope: await log.putDocument(ruleSet.envelope),
        logKey: signers.log.publicKey,
      });
    },
    answer: () => ({ workspace }),
  });
  if (!founded.ok) return founded;
  const published = await deps.publisher.published(workspace, founded.logSize);
  return published.ok ? founded : published;
}

type Opened =
  | { readonly ok: true; readonly envelope: Uint8Array; readonly document: Uint8Array }
  | Refused;

/** The envelope's exact bytes and the canonical bytes of the document inside; the domain judges the signatures. */
function openGovernance(envelope: Envelope, kind: 'roster' | 'ruleset'): Opened {
  const bytes = canonicalBytes(envelope);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed;
  const statement = parseStatement(parsed.value.payload, `urn:countersign:${kind}:v1`);
  if (!statement.ok) return statement;
  const document: Json = statement.value.predicate;
  return { ok: true, envelope: bytes, document: canonicalBytes(document) };
}

function refusalsOf(opened: Opened): readonly Refusal[] {
  return opened.ok ? [] : opened.refusals;
}

function personFaults(roster: Opened, { persons }: FoundingInput, at: Instant): readonly Refusal[] {
  const parsed = roster.ok ? parseRoster(roster.document) : roster;
  if (!parsed.ok) return parsed.refusals;
  const { humans } = parsed.value;
  return [...checkPersons(persons, humans), ...refuseDoubleNames(namesOf(persons), humans, at)];
}
