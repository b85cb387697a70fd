import { answered, signedIn } from '../client/server.ts';
import { readFiles } from '../files/read-files.ts';
import { readText } from '../files/read-input.ts';
import { writeWhole } from '../files/write-output.ts';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert } from '../terminal/layout.ts';

/** Fetches the whole log with its documents. */
export async function auditExport(given: Given, io: Io): Promise<Outcome> {
  const out = given.text('out');
  const { api } = await signedIn(io);
  const bytes = answered(await api.exportAudit());
  await writeWhole(out, bytes, 0o600);
  return done({ file: out, bytes: bytes.length }, `wrote ${out} (${bytes.length} bytes)`);
}

/** Recomputes the log and replays every decision, without a server. */
export async function auditVerify(given: Given, io: Io): Promise<Outcome> {
  const files = await readFiles(given.argument(0));
  const path = given.maybe('known');
  const known = path === undefined ? null : await knownCheckpoint(path);
  const { verifyExport } = await import('@countersign/assurance');
  const report = verifyExport({ files, known });
  const { style } = io;
  const lines = report.findings.map(({ code, message, index, refusals }) => {
    const why = refusals.map((one) => `\n    ${one.code}: ${inert(one.message)}`).join('');
    const where = index === null ? '' : ` (entry ${index})`;
    return `${style.red('✗')} ${style.bold(code)}: ${inert(message)}${where}${why}`;
  });
  const summary = fields(
    [
      [
        'log',
        `${report.origin ?? 'none'}, ${report.size} entries, ${report.events} events, ${report.releases} releases`,
      ],
      ['root', report.root],
      ['checkpoints', String(report.checkpoints)],
      ['erased', `${report.erased} texts`],
      [
        'completeness',
        report.shownEntries === null
          ? 'not shown'
          : `shown for the first ${report.shownEntries} of ${report.size} entries, which the known checkpoint covers`,
      ],
    ],
    style,
  );
  const verdict = report.ok
    ? style.green(
        '✓ verified: every leaf and root recomputed, every decision legitimate at its time',
      )
    : style.red(`✗ not verified: ${report.findings.length} findings`);
  const hint =
    report.completeness === 'shown'
      ? []
      : ['completeness not shown: give a checkpoint you kept with --known'];
  return judged(
    report.ok ? EXIT.holds : EXIT.doesNotHold,
    report,
    [...lines, summary, ...hint, verdict].join('\n'),
  );
}

async function knownCheckpoint(path: string): Promise<string> {
  const text = await readText(path);
  const { parseCheckpoint } = await import('@countersign/evidence');
  if (parseCheckpoint(text).ok) return text;
  throw badInput(
    'KNOWN_CHECKPOINT_FORMAT',
    `\`${path}\` does not hold a checkpoint`,
    'give a checkpoint as this log published it',
  );
}

/** The inclusion proof of one entry (C2SP tlog-proof). */
export async function auditProof(given: Given, io: Io): Promise<Outcome> {
  const index = entryIndex(given);
  const { api } = await signedIn(io);
  const proof = answered(await api.getEntryProof({ params: { index } }));
  return done({ index, proof }, proof.trimEnd());
}

function entryIndex(given: Given): number {
  const text = given.argument(0);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badInput('BAD_INDEX', `\`${text}\` is not the index of an entry`);
}
