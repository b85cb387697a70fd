import { join } from 'node:path';
import type { Roster, RuleSet } from '@countersign/domain';
import type { Envelope } from '@countersign/evidence';
import { answered, serverAt } from '../client/server.ts';
import { prettyJson, writeWhole } from '../files/write-output.ts';
import type { PersonRecord } from '../founding/documents.ts';
import {
  governingPayload,
  type Kind,
  type Reserved,
  readEnvelope,
  readFounding,
} from '../founding/folder.ts';
import { trustPolicy } from '../founding/trust-policy.ts';
import { refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { setupToken } from './init.ts';

/** Founds the workspace with the signed documents, and writes the TrustPolicy that pins them for gates. */
export async function initFinish(given: Given, io: Io): Promise<Outcome> {
  const dir = given.text('dir');
  const { server, workspace } = await readFounding<Reserved>(dir, 'init.json');
  const roster = await readFounding<Roster>(dir, 'roster-1.json');
  const ruleSet = await readFounding<RuleSet>(dir, 'ruleset-1.json');
  const persons = await readFounding<PersonRecord[]>(dir, 'persons.json');
  const body = {
    roster: await quorumEnvelope(dir, 'roster', roster, roster),
    ruleSet: await quorumEnvelope(dir, 'ruleset', ruleSet, roster),
    persons,
  };
  const { api } = await serverAt(server, await setupToken(given));
  const founded = answered(await api.foundWorkspace({ params: { workspace }, body }));
  const trust = join(dir, 'trust-policy.json');
  await writeWhole(trust, prettyJson(trustPolicy(roster, ruleSet)));
  const text = [
    `founded workspace ${io.style.bold(workspace)}; its log has ${founded.checkpoint.size} entries`,
    `wrote ${trust}: give it to every gate`,
    '',
    `next: countersign login --server ${server} --workspace ${workspace} --key PATH`,
  ].join('\n');
  return done({ ...founded, server, trustPolicy: trust }, text);
}

async function quorumEnvelope(dir: string, kind: Kind, document: Roster | RuleSet, roster: Roster) {
  const envelope = await readEnvelope(dir, kind, governingPayload(kind, document));
  const { threshold } = roster.quorum;
  const have = envelope?.signatures.length ?? 0;
  if (envelope === undefined || have < threshold) {
    throw refusal(
      'QUORUM_NOT_MET',
      `the ${kind} has ${have} of ${threshold} signatures needed`,
      'the other founders run `countersign init sign`',
    );
  }
  return mutable(envelope);
}

function mutable({ payloadType, payload, signatures }: Envelope) {
  return { payloadType, payload, signatures: signatures.map((signature) => ({ ...signature })) };
}
