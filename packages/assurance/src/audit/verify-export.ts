import { type EventOf, shapeFaults } from '@countersign/domain';
import {
  decodeUtf8,
  EMPTY_FRONTIER,
  equalBytes,
  frontierRoot,
  logOrigin,
  openCheckpoint,
  parseCheckpoint,
  parseExportHeader,
  rawPublicKey,
  toBase64,
  verifierKey,
} from '@countersign/evidence';
import { type ReadExport, readExport } from './read-export.ts';
import type { Replay } from './replay.ts';
import { type AuditFinding, type AuditReport, finding } from './report.ts';

/** An export's files by path (FORMATS section 9), and optionally a checkpoint the auditor has kept. */
export interface ExportToVerify {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Text of a signed checkpoint seen before; without one, nothing shows that the export is complete. */
  readonly known: string | null;
}

/**
 * Checks an audit export without the server: recomputes every leaf and root, opens every checkpoint, folds every
 * event through the domain and names each decision that was not legitimate at its time. Needs no clock and no network;
 * costs one hash and one judgement an entry.
 */
export function verifyExport(input: ExportToVerify): AuditReport {
  return auditOf(input).report;
}

/** What an audit came to, with the export it read; null where it lacks the files that every export has. */
export interface Audit {
  readonly report: AuditReport;
  readonly content: ReadExport | null;
}

/** As {@link verifyExport}, for whoever goes on with what was read. */
export function auditOf(input: ExportToVerify): Audit {
  const missing = ['export.json', 'entries.jsonl'].filter((path) => !input.files.has(path));
  if (missing.length > 0) {
    const findings = missing.map((path) =>
      finding('EXPORT_MISSING_FILE', `the export has no \`${path}\``),
    );
    return { report: emptyReport(findings), content: null };
  }
  const content = readExport(input.files);
  const { read, roots, documents, texts, replayed } = content;
  const findings = [
    ...read.findings,
    ...documents.findings,
    ...texts.findings,
    ...replayed.findings,
    ...headerFindings(input.files, replayed),
    ...checkpointFindings(input.files, replayed, roots),
    ...knownFindings(input.known, replayed, roots),
  ];
  const erased = texts.erasedOf(replayed.events);
  return { report: report({ replayed, roots, input, findings, erased }), content };
}

function headerFindings(files: ExportToVerify['files'], replayed: Replay): AuditFinding[] {
  const header = parseExportHeader(files.get('export.json') ?? new Uint8Array());
  if (!header.ok) {
    return [
      finding(
        'EXPORT_FORMAT',
        'the file `export.json` is not an export header',
        null,
        header.refusals,
      ),
    ];
  }
  const workspace = replayed.events[0]?.workspace;
  const foreign = `the export is of workspace \`${header.value.workspace}\`, its entries of \`${workspace ?? 'none'}\``;
  return [
    ...(workspace === header.value.workspace ? [] : [finding('FOREIGN_WORKSPACE', foreign)]),
    ...headFindings(files, header.value.checkpoint),
  ];
}

/** What the header calls the newest checkpoint is one of those that are checked. */
function headFindings(files: ExportToVerify['files'], head: string | null): AuditFinding[] {
  const isListed =
    head !== null && checkpointFiles(files).some(([, bytes]) => decodeUtf8(bytes) === head);
  const message = 'the checkpoint of the header is not among the checkpoints of the export';
  return isListed ? [] : [finding('CHECKPOINT_MISMATCH', message)];
}

/** Every checkpoint is signed by the genesis' log key over a root we recomputed; the newest covers every entry. */
function checkpointFindings(
  files: ExportToVerify['files'],
  replayed: Replay,
  roots: readonly Uint8Array[],
): AuditFinding[] {
  const genesis = genesisOf(replayed);
  if (genesis === undefined) return [finding('GENESIS', 'the export has no genesis entry', 0)];
  const key = rawPublicKey('ed25519', genesis.payload.logKey);
  if (key === undefined)
    return [finding('GENESIS', 'the genesis entry names no Ed25519 log key', 0)];
  const vkey = verifierKey(logOrigin(genesis.workspace), key);
  const findings: AuditFinding[] = [];
  let newest = -1;
  for (const [path, bytes] of checkpointFiles(files)) {
    const opened = openCheckpoint(decodeUtf8(bytes) ?? '', vkey);
    if (!opened.ok) {
      findings.push(
        finding(
          'CHECKPOINT_SIGNATURE',
          `the checkpoint \`${path}\` does not verify`,
          null,
          opened.refusals,
        ),
      );
      continue;
    }
    newest = Math.max(newest, opened.value.size);
    findings.push(...rootFindings(path, opened.value, roots));
  }
  const size = roots.length - 1;
  if (newest < size) {
    const message = `the newest checkpoint covers ${Math.max(newest, 0)} of ${size} entries`;
    findings.push(finding('NOT_CHECKPOINTED', message, Math.max(newest, 0)));
  }
  return findings;
}

function rootFindings(
  path: string,
  checkpoint: { readonly size: number; readonly root: Uint8Array },
  roots: readonly Uint8Array[],
): AuditFinding[] {
  const root = roots[checkpoint.size];
  if (root === undefined) {
    const message = `the checkpoint \`${path}\` covers ${checkpoint.size} entries, the export has ${roots.length - 1}`;
    return [finding('LOG_TRUNCATED', message, roots.length - 1)];
  }
  if (equalBytes(root, checkpoint.root)) return [];
  return [
    finding(
      'CHECKPOINT_MISMATCH',
      `the entries do not hash to the root of the checkpoint \`${path}\``,
    ),
  ];
}

/** The first event, where it is a founding that can be read. */
function genesisOf({ events }: Replay): EventOf<'WorkspaceFounded'> | undefined {
  const [first] = events;
  return first?.type === 'WorkspaceFounded' && shapeFaults(first).length === 0 ? first : undefined;
}

const checkpointFiles = (files: ExportToVerify['files']): [string, Uint8Array][] =>
  [...files].filter(([path]) => path.startsWith('checkpoints/'));

/** Holds the export against what the auditor saw before: the only thing that shows a truncation or a full rewrite. */
function knownFindings(
  known: string | null,
  { events }: Replay,
  roots: readonly Uint8Array[],
): AuditFinding[] {
  if (known === null) return [];
  const parsed = parseCheckpoint(known);
  if (!parsed.ok) {
    return [
      finding(
        'KNOWN_CHECKPOINT_FORMAT',
        'the known checkpoint is not a checkpoint',
        null,
        parsed.refusals,
      ),
    ];
  }
  const { origin, size, root } = parsed.value.checkpoint;
  if (origin !== logOrigin(events[0]?.workspace ?? '')) {
    const message = `the known checkpoint is of the log \`${origin}\`, not of this one`;
    return [finding('KNOWN_CHECKPOINT_FORMAT', message)];
  }
  if (size === 0) {
    const message = 'the known checkpoint covers no entries and so shows nothing';
    return [finding('KNOWN_CHECKPOINT_FORMAT', message)];
  }
  const recomputed = roots[size];
  if (recomputed === undefined) {
    const message = `the known checkpoint covers ${size} entries, the export has ${roots.length - 1}`;
    return [finding('LOG_TRUNCATED', message, roots.length - 1)];
  }
  if (equalBytes(recomputed, root)) return [];
  return [
    finding('LOG_REWRITTEN', `the first ${size} entries are not those of the known checkpoint`),
  ];
}

function report(parts: {
  readonly replayed: Replay;
  readonly roots: readonly Uint8Array[];
  readonly input: ExportToVerify;
  readonly findings: readonly AuditFinding[];
  readonly erased: number;
}): AuditReport {
  const { replayed, roots, input, findings, erased } = parts;
  const genesis = replayed.events[0];
  return {
    ok: findings.length === 0,
    workspace: genesis?.workspace ?? null,
    mode: genesisOf(replayed)?.payload.mode ?? null,
    origin: genesis === undefined ? null : `countersign/${genesis.workspace}`,
    size: roots.length - 1,
    root: toBase64(roots.at(-1) ?? new Uint8Array()),
    events: replayed.events.length,
    releases: replayed.events.filter((event) => event.type === 'ReleaseIssued').length,
    checkpoints: checkpointFiles(input.files).length,
    erased,
    completeness: isShown(input, findings) ? 'shown' : 'not-shown',
    shownEntries: isShown(input, findings) ? knownSize(input.known) : null,
    findings,
  };
}

const isShown = ({ known }: ExportToVerify, findings: readonly AuditFinding[]): boolean =>
  known !== null && !findings.some(isAboutCompleteness);

/** Entries the known checkpoint covers: nothing is shown about those after it. */
function knownSize(known: string | null): number | null {
  const parsed = known === null ? undefined : parseCheckpoint(known);
  return parsed?.ok === true ? parsed.value.checkpoint.size : null;
}

const isAboutCompleteness = ({ code }: AuditFinding): boolean =>
  code === 'LOG_TRUNCATED' || code === 'LOG_REWRITTEN' || code === 'KNOWN_CHECKPOINT_FORMAT';

function emptyReport(findings: readonly AuditFinding[]): AuditReport {
  return {
    ok: false,
    workspace: null,
    mode: null,
    origin: null,
    size: 0,
    root: toBase64(frontierRoot(EMPTY_FRONTIER)),
    events: 0,
    releases: 0,
    checkpoints: 0,
    erased: 0,
    completeness: 'not-shown',
    shownEntries: null,
    findings,
  };
}
