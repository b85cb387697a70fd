import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Roster, RuleSet } from '@countersign/domain';
import {
  digestHex,
  digestOf,
  type Envelope,
  envelopeBytes,
  pae,
  parseEnvelope,
  statement,
  toBase64,
  utf8,
} from '@countersign/evidence';
import { prettyJson, writeWhole } from '../files/write-output.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import { sshSign } from '../ssh/ssh-keygen.ts';
import type { PersonRecord } from './documents.ts';

/** The two kinds of governing document: their file, predicate type and signature namespace. */
export const KINDS = {
  roster: {
    stem: 'roster-1',
    predicate: 'urn:countersign:roster:v1',
    namespace: 'countersign-roster',
  },
  ruleset: {
    stem: 'ruleset-1',
    predicate: 'urn:countersign:ruleset:v1',
    namespace: 'countersign-ruleset',
  },
} as const;

export type Kind = keyof typeof KINDS;

/** What `init.json` keeps for the next two steps. */
export interface Reserved {
  readonly server: string;
  readonly workspace: string;
}

/** Writes what `init` made; unsigned, readable, meant to be read before it is signed. */
export async function writeFounding(
  dir: string,
  documents: {
    roster: Roster;
    ruleSet: RuleSet;
    persons: readonly PersonRecord[];
    reserved: Reserved;
  },
): Promise<string[]> {
  const files: [string, unknown][] = [
    ['roster-1.json', documents.roster],
    ['ruleset-1.json', documents.ruleSet],
    ['persons.json', documents.persons],
    ['init.json', documents.reserved],
  ];
  for (const [name, value] of files) await writeWhole(join(dir, name), prettyJson(value), 0o600);
  return files.map(([name]) => name);
}

/** One of the documents `init` wrote. */
export async function readFounding<T>(dir: string, name: string): Promise<T> {
  const path = join(dir, name);
  const text = await readFile(path, 'utf8').catch(() => {
    throw badInput(
      'NOT_AN_INIT_FOLDER',
      `\`${path}\` is not there`,
      'run `countersign init` first',
    );
  });
  try {
    return JSON.parse(text) as T;
  } catch {
    throw badInput('NOT_JSON', `\`${path}\` is not JSON`);
  }
}

/** The statement over a governing document: the predicate is the document itself. */
export function governingPayload(kind: Kind, document: Roster | RuleSet): Uint8Array {
  const name = `${kind}-${document.number}`;
  const subject = [{ name, digest: { sha256: digestHex(digestOf(document)) } }];
  return statement(KINDS[kind].predicate, subject, document);
}

/** One signature over a governing document by a human's key. */
export async function signGoverning(
  kind: Kind,
  payload: Uint8Array,
  credential: string,
  keyPath: string,
): Promise<{ keyid: string; sig: string }> {
  const armored = await sshSign(keyPath, KINDS[kind].namespace, pae(payload));
  return { keyid: credential, sig: toBase64(utf8(armored)) };
}

/** The envelope so far, or undefined when nobody signed; refuses one over another content. */
export async function readEnvelope(
  dir: string,
  kind: Kind,
  payload: Uint8Array,
): Promise<Envelope | undefined> {
  const path = join(dir, `${KINDS[kind].stem}.dsse`);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { envelope } = accepted(parseEnvelope(new Uint8Array(bytes)), EXIT.usage);
  if (envelope.payload === toBase64(payload)) return envelope;
  throw badInput(
    'DOCUMENT_CHANGED',
    `\`${KINDS[kind].stem}.json\` was changed after somebody signed it`,
    `remove \`${path}\` and let everyone sign again`,
  );
}

/** Keeps the envelope beside the documents. */
export async function writeEnvelope(dir: string, kind: Kind, envelope: Envelope): Promise<void> {
  await writeWhole(join(dir, `${KINDS[kind].stem}.dsse`), envelopeBytes(envelope));
}
