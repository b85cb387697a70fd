import { decodeUtf8, fromBase64 } from '@countersign/evidence';
import { Cursor, Faults } from '../input/cursor.ts';
import { instantOf, later } from '../input/instant.ts';
import { jsonDocuments } from '../input/json-documents.ts';
import type { InventoryCredential } from '../inventory/inventory.ts';
import { type Parsed, quoted, type Refusal, refusal } from '../refusal.ts';

/** Credentials of one identity by the report of its account. */
export interface ReportedCredentials {
  readonly credentials: readonly InventoryCredential[];
  readonly lastUsedAt: string | null;
}

/** A report: by ARN, with the time it was made. */
export interface CredentialReport {
  readonly generatedAt: string | null;
  readonly byArn: ReadonlyMap<string, ReportedCredentials>;
}

/** A report has a line a user, and an account 5,000 users by default. */
const MAX_LINES = 200_000;

/**
 * Reads what `aws iam get-credential-report` prints (`Content` as base64, or already decoded), or the CSV itself.
 * Refused, all at once: no report, a column that is missing, a line of another length, a time that is none.
 */
export function readCredentialReport(input: string | Uint8Array): Parsed<CredentialReport> {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (text === undefined) return one('NOT_UTF8', 'the bytes are not UTF-8');
  if (!text.trimStart().startsWith('{')) return readCsv(text, null);
  const documents = jsonDocuments(text);
  if (!documents.ok) return documents;
  const faults = new Faults();
  const top = new Cursor(documents.value[0], '', faults);
  const content = top.at('Content').needText();
  const generated = top.at('GeneratedTime').text();
  if (faults.refusals.length > 0) return { ok: false, refusals: faults.refusals };
  return readCsv(decoded(content), generated === null ? null : instantOf(generated));
}

function decoded(content: string): string {
  if (content.startsWith('user,')) return content;
  const bytes = fromBase64(content.replace(/\s/g, ''));
  return (bytes === undefined ? undefined : decodeUtf8(bytes)) ?? content;
}

const NEEDED = [
  'user',
  'arn',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;
type Column = (typeof NEEDED)[number];

function readCsv(text: string, generatedAt: string | null): Parsed<CredentialReport> {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length > MAX_LINES)
    return one('TOO_LARGE', `the report has more than ${MAX_LINES} lines`);
  const header = lines[0]?.split(',') ?? [];
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    return one(
      'WRONG_TYPE',
      `this is no credential report: it has no column ${quoted(missing.join(', '))}`,
    );
  }
  const refusals: Refusal[] = [];
  const byArn = new Map<string, ReportedCredentials>();
  for (const [index, line] of lines.slice(1).entries()) {
    const cells = line.split(',');
    if (cells.length !== header.length) {
      const message = `line ${index + 2} has ${cells.length} cells, expected ${header.length}`;
      refusals.push(refusal('WRONG_LENGTH', message, { line: index + 2 }));
      continue;
    }
    const row = new Row(header, cells, index + 2, refusals);
    byArn.set(row.cell('arn'), credentialsOf(row));
  }
  return refusals.length > 0
    ? { ok: false, refusals: refusals.slice(0, 100) }
    : { ok: true, value: { generatedAt, byArn } };
}

/** What the report writes where there is no time. */
const NO_TIME: readonly string[] = ['N/A', 'no_information', 'not_supported', ''];

class Row {
  private readonly header: readonly string[];
  private readonly cells: readonly string[];
  private readonly line: number;
  private readonly refusals: Refusal[];

  constructor(
    header: readonly string[],
    cells: readonly string[],
    line: number,
    refusals: Refusal[],
  ) {
    this.header = header;
    this.cells = cells;
    this.line = line;
    this.refusals = refusals;
  }

  cell(name: Column): string {
    return this.cells[this.header.indexOf(name)] ?? '';
  }

  isOn(name: Column): boolean {
    return this.cell(name) === 'true';
  }

  time(name: Column): string | null {
    const text = this.cell(name);
    if (NO_TIME.includes(text)) return null;
    const instant = instantOf(text);
    if (instant === null) {
      const message = `line ${this.line}: ${name} is ${quoted(text)}, which is no time`;
      this.refusals.push(refusal('WRONG_VALUE', message, { line: this.line }));
    }
    return instant;
  }
}

/** Credentials that are active; that an inactive one was used counts for the identity all the same. */
function credentialsOf(row: Row): ReportedCredentials {
  const all = [
    {
      isOn: row.isOn('password_enabled'),
      kind: 'password',
      createdAt: row.time('password_last_changed'),
      lastUsedAt: row.time('password_last_used'),
    },
    {
      isOn: row.isOn('access_key_1_active'),
      kind: 'access-key',
      createdAt: row.time('access_key_1_last_rotated'),
      lastUsedAt: row.time('access_key_1_last_used_date'),
    },
    {
      isOn: row.isOn('access_key_2_active'),
      kind: 'access-key',
      createdAt: row.time('access_key_2_last_rotated'),
      lastUsedAt: row.time('access_key_2_last_used_date'),
    },
    {
      isOn: row.isOn('cert_1_active'),
      kind: 'certificate',
      createdAt: row.time('cert_1_last_rotated'),
      lastUsedAt: null,
    },
    {
      isOn: row.isOn('cert_2_active'),
      kind: 'certificate',
      createdAt: row.time('cert_2_last_rotated'),
      lastUsedAt: null,
    },
  ];
  return {
    credentials: all.filter(({ isOn }) => isOn).map(({ isOn: _, ...credential }) => credential),
    lastUsedAt: all.reduce<string | null>((last, { lastUsedAt }) => later(last, lastUsedAt), null),
  };
}

function one(code: string, message: string): Parsed<never> {
  return { ok: false, refusals: [refusal(code, message)] };
}
