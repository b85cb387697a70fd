import { createHash } from 'node:crypto';
import type { ObservedUse } from '@countersign/analysis';
import type { UseReading } from '@countersign/connectors';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { readInflated } from '../sources/read-bytes.ts';
import { list, page } from '../terminal/analysis-text.ts';
import { inert, table } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** Reads offline what an audit log says was used, by identity or of one. */
export async function useRead(given: Given, io: Io): Promise<Outcome> {
  const reading = await readUses(given.argument(0), given.maybe('source'));
  const subject = given.maybe('subject');
  if (subject === undefined) return done(reading, readingText(reading, io.style));
  const use = usedBy(reading, subject);
  return done(use, useText(use, io.style));
}

/** What a log says, by identity; `named` is which log it is, where its beginning does not tell. */
export async function readUses(path: string, named: string | undefined): Promise<UseReading> {
  const connectors = await import('@countersign/connectors');
  const bytes = await readInflated(path);
  const source = named ?? sourceOf(bytes);
  const read = source === 'cloudtrail' ? connectors.readCloudTrail : connectors.readKubernetesAudit;
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}` as const;
  return accepted(read(bytes, { digest }), EXIT.usage);
}

/** What one identity was seen to do; UNKNOWN_SUBJECT where the log tells of nobody of that name. */
export function usedBy({ uses }: UseReading, subject: string): ObservedUse {
  const use = uses.find((one) => one.subject === subject);
  if (use !== undefined) return use;
  throw badInput(
    'UNKNOWN_SUBJECT',
    `the log tells of nobody called \`${subject}\``,
    'without --subject the identities are listed',
  );
}

/** Both are JSON; only audit logs of clusters name their format. */
function sourceOf(bytes: Uint8Array): 'cloudtrail' | 'kubernetes-audit' {
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 8192));
  return start.includes('audit.k8s.io/') ? 'kubernetes-audit' : 'cloudtrail';
}

function readingText({ uses, unread, records }: UseReading, style: Style): string {
  const [first] = uses;
  const rows = uses.map((one) => [
    inert(one.subject),
    String(one.requests.length),
    String(one.requests.filter(({ refused }) => refused).length),
    String(one.unread.reduce((sum, { count }) => sum + count, 0)),
  ]);
  return page([
    `${records} records${first === undefined ? '' : ` from ${first.from} to ${first.to}`}`,
    rows.length === 0
      ? ''
      : table(['identity', 'requests', 'refused', 'records not read'], rows, style),
    unreadText(unread, style),
  ]);
}

function useText(use: ObservedUse, style: Style): string {
  const rows = use.requests.map(({ request, count, last, refused }) => [
    inert(words(request)),
    String(count),
    last,
    refused ? style.yellow('refused') : '',
  ]);
  return page([
    `${inert(use.subject)} from ${use.from} to ${use.to}`,
    table(['request', 'times', 'last', ''], rows, style),
    unreadText(use.unread, style),
  ]);
}

function words(request: Readonly<Record<string, unknown>>): string {
  return Object.entries(request)
    .map(([name, value]) =>
      name === 'action' || name === 'verb' ? String(value) : `${name} ${String(value)}`,
    )
    .join(', ');
}

function unreadText(unread: ObservedUse['unread'], style: Style): string {
  const lines = unread.map(({ what, count }) => `${what}: ${count}`);
  return list('Records not read', lines, style);
}
