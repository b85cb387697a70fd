import type { Digest, Id, Instant } from '@countersign/domain';
import {
  canonicalBytes,
  type Envelope,
  type Json,
  parseEnvelope,
  parseStatement,
} from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { change, given } from './change.ts';
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

/** Name and salt behind a human's commitment; kept apart from the log, erasable. */
export interface PersonInput {
  readonly human: Id;
  readonly name: string;
  readonly salt: string;
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

/** Independent of host and port (FORMATS, head). */
export function logOrigin(workspace: Id): string {
  return `countersign/${workspace}`;
}

/**
 * Writes genesis, entry 0: Roster 1 and RuleSet 1 as the founders' quorum signed them. The answer waits for an
 * anchored, signed checkpoint, because a workspace that nobody can prove is none.
 */
export async function foundWorkspace(
  deps: Deps,
  input: {
    readonly workspace: Id;
    readonly roster: Envelope;
    readonly ruleSet: Envelope;
    readonly persons: readonly PersonInput[];
  },
): Promise<Answer<{ workspace: Id }>> {
  const roster = openGovernance(input.roster, 'roster');
  const ruleSet = openGovernance(input.ruleSet, 'ruleset');
  if (!roster.ok || !ruleSet.ok) return bothRefusals(roster, ruleSet);
  return writeGenesis(deps, {
    workspace: input.workspace,
    mode: 'founded',
    persons: input.persons,
    roster: roster.document,
    ruleSet: ruleSet.document,
    envelopes: { roster: roster.envelope, ruleSet: ruleSet.envelope },
  });
}

/** An evaluation starts unsigned: gates refuse it unless a TrustPolicy names that mode, and it never becomes founded. */
export function foundEvaluation(
  deps: Deps,
  input: {
    readonly workspace: Id;
    readonly roster: unknown;
    readonly ruleSet: unknown;
    readonly persons: readonly PersonInput[];
  },
): Promise<Answer<{ workspace: Id }>> {
  return writeGenesis(deps, {
    workspace: input.workspace,
    mode: 'evaluation',
    persons: input.persons,
    roster: canonicalBytes(input.roster),
    ruleSet: canonicalBytes(input.ruleSet),
    envelopes: null,
  });
}

interface Genesis {
  readonly workspace: Id;
  readonly mode: 'founded' | 'evaluation';
  readonly persons: readonly PersonInput[];
  readonly roster: Uint8Array;
  readonly ruleSet: Uint8Array;
  readonly envelopes: { readonly roster: Uint8Array; readonly ruleSet: Uint8Array } | null;
}

async function writeGenesis(deps: Deps, genesis: Genesis): Promise<Answer<{ workspace: Id }>> {
  const { workspace } = genesis;
  const signers = await deps.keys.open(workspace);
  if (signers === undefined) {
    return refuse(
      'UNKNOWN_PREPARATION',
      `no workspace \`${workspace}\` was prepared on this server`,
    );
  }
  const founded = await change(deps, systemCaller(workspace), {
    streams: [],
    command: async ({ log }) => {
      for (const person of genesis.persons) log.putPerson(person);
      return given({
        type: 'foundWorkspace',
        workspace,
        mode: genesis.mode,
        ...(await putGenesisDocuments(log, genesis)),
        logKey: signers.log.publicKey,
      });
    },
    answer: () => ({ workspace }),
  });
  if (!founded.ok) return founded;
  const published = await deps.publisher.published(workspace, founded.logSize);
  return published.ok ? founded : published;
}

async function putGenesisDocuments(
  log: LockedLog,
  { roster, ruleSet, envelopes }: Genesis,
): Promise<
  Record<'roster' | 'ruleSet', Digest> & Record<'rosterEnvelope' | 'ruleSetEnvelope', Digest | null>
> {
  return {
    roster: await log.putDocument(roster),
    ruleSet: await log.putDocument(ruleSet),
    rosterEnvelope: envelopes === null ? null : await log.putDocument(envelopes.roster),
    ruleSetEnvelope: envelopes === null ? null : await log.putDocument(envelopes.ruleSet),
  };
}

type Opened =
  | { readonly ok: true; readonly envelope: Uint8Array; readonly document: Uint8Array }
  | Refused;

/** The envelope's exact bytes and the canonical bytes of the document inside; the domain judges the signatures. */
export function openGovernance(envelope: Envelope, kind: 'roster' | 'ruleset'): Opened {
  const bytes = canonicalBytes(envelope);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed;
  const statement = parseStatement(parsed.value.payload, `urn:countersign:${kind}:v1`);
  if (!statement.ok) return statement;
  const document: Json = statement.value.predicate;
  return { ok: true, envelope: bytes, document: canonicalBytes(document) };
}

function bothRefusals(...opened: readonly Opened[]): Refused {
  return { ok: false, refusals: opened.flatMap((one) => (one.ok ? [] : one.refusals)) };
}
