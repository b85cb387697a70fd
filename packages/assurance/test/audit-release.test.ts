import { canonicalBytes, digestHex, parseCanonical, toBase64 } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { verifyExport } from '../src/index.ts';
import { AuditWorld, human, SYSTEM } from './audit-world.ts';
import { OLGA, SAM } from './people.ts';

type Report = ReturnType<typeof verifyExport>;
const said = (report: Report): readonly string[] =>
  report.findings.map(({ code, message, index }) => `${code} ${index} ${message}`);
const refused = (report: Report): readonly string[] =>
  report.findings.flatMap(({ refusals }) => refusals.map((r) => `${r.code} ${r.message}`));

async function audit(world: AuditWorld): Promise<Report> {
  return verifyExport({ files: await world.exported(), known: await world.checkpoint() });
}

/** The honest log with its entries rewritten and signed anew, as a dishonest server would. */
async function rewritten(change: (entries: readonly Uint8Array[]) => readonly Uint8Array[]) {
  const world = AuditWorld.honest();
  const entries = change([...world.entries]);
  world.entries.splice(0, world.entries.length, ...entries);
  return { world, report: await audit(world) };
}

const typeOf = (entry: Uint8Array | undefined): unknown => {
  const parsed = parseCanonical(entry ?? new Uint8Array());
  return parsed.ok ? (parsed.value as { type?: unknown }).type : undefined;
};
const indexOf = (world: AuditWorld, type: string): number =>
  world.entries.findIndex((entry) => typeOf(entry) === type);

describe('an audit of releases', () => {
  it('finds nothing in an honest log, and its completeness shown', async () => {
    const report = await audit(AuditWorld.honest());
    expect(said(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, releases: 2, completeness: 'shown', erased: 0 });
  });

  it('finds a release without its record', async () => {
    const { world, report } = await rewritten((entries) => entries.slice(0, -1));
    const released = world.entries.length - 4;
    expect(said(report)).toEqual([
      `HASHEDREKORD ${released} the release is not followed by \`its record\``,
    ]);
  });

  it('finds a record that stands alone, twice or at another release', async () => {
    const { world, report } = await rewritten((entries) => [...entries, ...entries.slice(-1)]);
    const alone = `HASHEDREKORD ${world.entries.length - 1} the entry is not the record of the release before it`;
    expect(said(report)).toEqual([alone]);
    const swapped = await rewritten((entries) => {
      const records = entries.filter((entry) => typeOf(entry) === undefined);
      const [first, second] = records;
      return entries.map((entry) => {
        if (entry === first) return second ?? entry;
        return entry === second ? (first ?? entry) : entry;
      });
    });
    const codes = swapped.report.findings.map(({ code }) => code);
    expect(codes.filter((code) => code === 'HASHEDREKORD')).toHaveLength(2);
    // What approvers signed later binds the log they saw, so history under it cannot be rewritten unseen.
    expect(codes.filter((code) => code === 'APPROVAL_CHECKPOINT')).toHaveLength(2);
  });

  it('finds a release whose consequences were left out', async () => {
    const world = AuditWorld.honest();
    const last = world.entries.findLastIndex((entry) => typeOf(entry) === 'ReleaseIssued');
    world.entries.splice(last + 1);
    expect(said(await audit(world))).toEqual([
      expect.stringMatching(
        `HASHEDREKORD ${last} the release is not followed by \`CandidateReleased candidate/`,
      ),
    ]);
  });

  it('finds a release that leaves the one before it in force', async () => {
    const world = AuditWorld.honest();
    const superseded = indexOf(world, 'ReleaseSuperseded');
    world.entries.splice(superseded, 1);
    const report = await audit(world);
    expect(said(report)[0]).toMatch(
      /^HASHEDREKORD \d+ the entry is not the record of the release before it$/,
    );
  });

  it('finds a document that an event names and the export lacks, whichever it is', async () => {
    const world = AuditWorld.honest();
    for (const missing of world.documents.keys()) {
      const files = await world.exported();
      files.delete(`documents/${digestHex(missing)}`);
      const report = verifyExport({ files, known: null });
      const lacks = `the export lacks \`${missing}\`, which the event names`;
      expect(report.findings.map((f) => f.message)).toContain(lacks);
      expect(report.ok).toBe(false);
    }
    expect(world.documents.size).toBeGreaterThan(15);
  });

  it('finds an approver who saw another log, or one from after the approval', async () => {
    const finding = (size: number) =>
      `the approver saw a log of ${size} entries that is not this log before the approval`;
    for (const seen of [
      { size: 3, root: toBase64(new Uint8Array(32)) },
      { size: 99, root: toBase64(new Uint8Array(32)) },
    ]) {
      const world = new AuditWorld().found();
      const candidate = world.submitted(world.prepared(), 's3:GetObject');
      const origin = `countersign/${world.state.workspace?.id}`;
      world.approve(candidate, OLGA, { checkpoint: { origin, ...seen } });
      expect(said(await audit(world))).toEqual([
        `APPROVAL_CHECKPOINT ${world.entries.length - 1} ${finding(seen.size)}`,
      ]);
    }
  });

  it('finds a decision that no signature stands behind', async () => {
    const world = new AuditWorld().found();
    const candidate = world.submitted(world.prepared(), 's3:GetObject');
    world.approve(candidate, OLGA);
    const stream = `candidate/${candidate}`;
    const approvals = world.state.candidates.get(candidate)?.spentApprovals ?? [];
    const { at } = world;
    world.append({ type: 'CandidateApproved', stream, payload: { approvals }, actor: SYSTEM, at });
    const report = await audit(world);
    expect(report.findings.map(({ code }) => code)).toEqual(['ILLEGITIMATE']);
    expect(refused(report)).toEqual(['RULE_NOT_SATISFIED missing 1 approval by security']);
  });

  it('finds an event that is dated back', async () => {
    const world = AuditWorld.honest();
    const [candidate = ''] = [...world.state.candidates.keys()];
    world.append({
      type: 'ReviewCommented',
      stream: `candidate/${candidate}`,
      payload: { human: SAM.human, comment: world.text('late') },
      actor: human(SAM),
      at: '2026-11-23T12:00:00.500Z',
    });
    const report = await audit(world);
    expect(report.findings.map(({ code }) => code)).toEqual(['EVENT_ORDER', 'ILLEGITIMATE']);
    expect(said(report)[0]).toContain('the event is dated 2026-11-23T12:00:00.500Z');
    expect(refused(report)[0]).toContain('EVENT_MALFORMED `2026-11-23T12:00:00.500Z` is before');
  });

  it('finds an event of another workspace and a gap in the total order', async () => {
    const { report } = await rewritten((entries) =>
      entries.map((entry, at) => {
        const parsed = parseCanonical(entry);
        if (at !== 3 || !parsed.ok) return entry;
        const other = { workspace: '0198a000-0000-7000-8000-000000000999', seq: 7 };
        return canonicalBytes({ ...(parsed.value as object), ...other });
      }),
    );
    const codes = report.findings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['EVENT_ORDER', 'FOREIGN_WORKSPACE']));
  });

  it('counts the texts that were erased, wherever they were said', async () => {
    const world = AuditWorld.honest();
    const files = await world.exported({ texts: world.texts.slice(1) });
    const report = verifyExport({ files, known: null });
    expect(report).toMatchObject({ ok: true, erased: 1 });
  });
});
