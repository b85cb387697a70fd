import { stat } from 'node:fs/promises';
import type { InventoryReading, Parsed, ServiceAccess } from '@countersign/connectors';
import { instantOf } from '../files/instant.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { VERSION } from '../version.ts';
import { readInflated, textOf } from './read-bytes.ts';

/** Which tool a file is of. */
export type InventorySource = 'aws' | 'kubernetes';

/** Reads a file of live policies; the source is told by what is in it unless it is given. */
export async function readInventory(
  path: string,
  source: InventorySource | null,
  given: Given,
  io: Io,
): Promise<InventoryReading> {
  const connectors = await import('@countersign/connectors');
  const bytes = await readInflated(path);
  const options = {
    environment: given.text('environment'),
    takenAt: await takenAt(path, given, io),
    tool: 'countersign',
    toolVersion: VERSION,
  };
  const isAws = source === null ? looksLikeAws(bytes) : source === 'aws';
  if (!isAws) {
    return inFile(connectors.readKubernetesObjects(textOf(bytes, path), options), path);
  }
  const report = await credentialReport(given);
  const ownAccounts = given.list('ownAccount');
  const ownerTag = given.maybe('ownerTag');
  const more = {
    ...options,
    serviceAccess: await serviceAccess(given),
    ...(report === undefined ? {} : { credentialReport: report }),
    ...(ownAccounts.length === 0 ? {} : { ownAccounts }),
    ...(ownerTag === undefined ? {} : { ownerTag }),
  };
  return inFile(connectors.readAuthorizationDetails(bytes, more), path);
}

function looksLikeAws(bytes: Uint8Array): boolean {
  // The lists of an account are its only members, and the first of them stands at the beginning.
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 2048));
  return /^\s*[[{][\s\S]*?"(?:UserDetailList|GroupDetailList|RoleDetailList|Policies|IsTruncated|Marker)"\s*:/.test(
    start,
  );
}

/** When the file was made: as given, or when it was written last. */
async function takenAt(path: string, given: Given, io: Io): Promise<string> {
  const text = given.maybe('takenAt');
  if (text !== undefined) return instantOf(text, 'taken-at');
  return path === '-' ? io.now().toISOString() : (await stat(path)).mtime.toISOString();
}

async function credentialReport(given: Given) {
  const path = given.maybe('credentialReport');
  if (path === undefined) return undefined;
  const { readCredentialReport } = await import('@countersign/connectors');
  return inFile(readCredentialReport(await readInflated(path)), path);
}

async function serviceAccess(given: Given): Promise<ReadonlyMap<string, ServiceAccess>> {
  const { readServiceLastAccessed } = await import('@countersign/connectors');
  const read = await Promise.all(
    given.list('accessAdvisor').map(async (text) => {
      const at = text.indexOf('=');
      if (at < 1) {
        const message = `option \`--access-advisor\` takes ARN=FILE, not \`${text}\``;
        throw badInput('INVALID_VALUE', message);
      }
      const path = text.slice(at + 1);
      const answer = inFile(readServiceLastAccessed(await readInflated(path)), path);
      return [text.slice(0, at), answer] as const;
    }),
  );
  return new Map(read);
}

function inFile<T>(parsed: Parsed<T>, path: string): T {
  if (parsed.ok) return parsed.value;
  const refusals = parsed.refusals.map((one) => ({
    ...one,
    details: { file: path, ...one.details },
  }));
  return accepted({ ok: false as const, refusals }, EXIT.usage);
}
