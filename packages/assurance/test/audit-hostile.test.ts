import {
  canonicalBytes,
  type Digest,
  decodeUtf8,
  digest,
  digestHex,
  parseCanonical,
  utf8,
} from '@countersign/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsFrom, verifyExport } from '../src/index.ts';
import { AuditWorld, entriesFile, human, SYSTEM } from './audit-world.ts';
import { ANA, id, KEYS } from './people.ts';

const WORLD = AuditWorld.honest();
const FILES = await WORLD.exported();
const HEAD = await WORLD.checkpoint();

type Report = ReturnType<typeof verifyExport>;
const with_ = (path: string, bytes: Uint8Array) => new Map([...FILES, [path, bytes] as const]);
const codes = (report: Report): readonly string[] => [
  ...new Set(report.findings.map(({ code }) => code)),
];
const audit = (files: ReadonlyMap<string, Uint8Array>, known: string | null = null): Report =>
  verifyExport({ files, known });

describe('an audit of a hostile export', () => {
  it.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(), 'GENESIS'],
    ['is not UTF-8', new Uint8Array([0xff, 0xfe, 0x0a]), 'ENTRY_FORMAT'],
    ['is not JSON', utf8('nonsense\n'), 'ENTRY_FORMAT'],
    ['has bad base64', utf8('{"bytes":"@@@","index":0}\n'), 'ENTRY_FORMAT'],
    ['has a line in another spelling', utf8('{"index":0,"bytes":"AA=="}\n'), 'ENTRY_FORMAT'],
    ['has one huge line', new Uint8Array(8_000_000).fill(0x41), 'ENTRY_FORMAT'],
    ['has an empty line', utf8('\n'), 'ENTRY_FORMAT'],
    ['starts later', utf8('{"bytes":"AA==","index":7}\n'), 'ENTRY_ORDER'],
    ['has entries that are no events', utf8('{"bytes":"AA==","index":0}\n'), 'ENTRY_FORMAT'],
  ])('whose entries file %s finds it and does not throw', (_, bytes, code) => {
    const report = audit(with_('entries.jsonl', bytes));
    expect(codes(report)).toContain(code);
    expect(report.ok).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['no JSON', utf8('nonsense')],
    ['null', utf8('null\n')],
    ['not UTF-8', new Uint8Array([0xff])],
    ['of other fields', utf8('{"digest":1}\n')],
  ])('whose texts are %s finds it and does not throw', (_, bytes) => {
    expect(codes(audit(with_('texts.jsonl', bytes)))).toEqual(['TEXT_DIGEST']);
  });

  it('finds a header that is none, or whose checkpoint is not among the checkpoints', async () => {
    expect(codes(audit(with_('export.json', utf8('{}'))))).toEqual(['EXPORT_FORMAT']);
    const header = { kind: 'export', v: 1, workspace: WORLD.state.workspace?.id ?? '', epoch: 1 };
    for (const checkpoint of [null, await WORLD.checkpoint(2)]) {
      const report = audit(with_('export.json', canonicalBytes({ ...header, checkpoint })));
      expect(report.findings).toMatchObject([
        {
          code: 'CHECKPOINT_MISMATCH',
          message: 'the checkpoint of the header is not among the checkpoints of the export',
        },
      ]);
    }
    const foreign = { ...header, workspace: id(99), checkpoint: null };
    expect(codes(audit(with_('export.json', canonicalBytes(foreign))))).toContain(
      'FOREIGN_WORKSPACE',
    );
  });

  it('finds checkpoints that are none, or of a log that is longer', async () => {
    for (const bytes of [new Uint8Array([0xff]), new Uint8Array(), utf8('nonsense')]) {
      expect(codes(audit(with_('checkpoints/9', bytes)))).toEqual(['CHECKPOINT_SIGNATURE']);
    }
    const other = utf8(await WORLD.checkpoint(9, KEYS.stranger));
    expect(codes(audit(with_('checkpoints/9', other)))).toEqual(['CHECKPOINT_SIGNATURE']);
  });

  it('takes no known checkpoint that shows nothing', async () => {
    const empty = await new AuditWorld().checkpoint();
    const foreign = HEAD.replace(WORLD.state.workspace?.id ?? '', id(99));
    for (const known of ['', 'nonsense', empty, foreign]) {
      const report = audit(FILES, known);
      expect(codes(report)).toEqual(['KNOWN_CHECKPOINT_FORMAT']);
      expect(report.completeness).toBe('not-shown');
    }
    expect(audit(FILES, HEAD)).toMatchObject({ ok: true, completeness: 'shown' });
  });

  it('finds a truncation, signed anew or not, and a reordering', async () => {
    const size = WORLD.entries.length;
    for (const left of [1, 4, size - 1]) {
      const cut = with_('entries.jsonl', entriesFile(WORLD.entries.slice(0, left)));
      expect(codes(audit(cut))).toContain('LOG_TRUNCATED');
    }
    const [first, second, third, ...rest] = WORLD.entries;
    const entries = [first, third, second, ...rest].filter((one) => one !== undefined);
    const report = audit(with_('entries.jsonl', entriesFile(entries)), HEAD);
    expect(codes(report)).toEqual(
      expect.arrayContaining(['EVENT_ORDER', 'CHECKPOINT_MISMATCH', 'LOG_REWRITTEN']),
    );
  });

  it('finds a full rewrite that is honest in itself, by the known checkpoint alone', async () => {
    const other = new AuditWorld().found();
    other.prepared();
    while (other.entries.length < WORLD.entries.length) {
      other.do(human(ANA), {
        type: 'adoptPolicy',
        environment: 'staging/aws/1',
        language: 'aws-iam',
        name: other.text('x'),
        digest: null,
        owner: ANA.human,
      });
    }
    const files = await other.exported();
    expect(audit(files)).toMatchObject({ ok: true, completeness: 'not-shown' });
    expect(codes(audit(files, HEAD))).toEqual(['LOG_REWRITTEN']);
  });

  it('finds any byte changed in any file that carries the log', () => {
    const carrying = [...FILES.keys()].filter((path) => path !== 'export.json');
    const change = fc.record({ path: fc.constantFrom(...carrying), at: fc.nat(), bit: fc.nat(7) });
    fc.assert(
      fc.property(change, ({ path, at, bit }) => {
        const bytes = new Uint8Array(FILES.get(path) ?? new Uint8Array());
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        expect(audit(with_(path, bytes)).ok).toBe(false);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('answers whatever events hold, and names each that is not legitimate', async () => {
    const event = fc.record({
      type: fc.constantFrom('Nonsense', 'toString', ...TYPES),
      kind: fc.constantFrom('candidate', 'policy', 'release', 'workspace', 'governance', 'nhi'),
      stream: fc.constantFrom(...[...WORLD.state.candidates.keys()], id(200)),
      payload: fc.dictionary(fc.constantFrom(...FIELDS), fc.jsonValue(), { maxKeys: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 3 }), async (events) => {
        const forged = events.map(({ type, kind, stream, payload }, at) => ({
          ...{ v: 1, type, workspace: WORLD.state.workspace?.id ?? '', version: 1 + at },
          ...{ stream: `${kind}/${stream}`, seq: 500 + at, at: WORLD.at, actor: SYSTEM, payload },
        }));
        const entries = [...WORLD.entries, ...forged.flatMap(canonical)];
        const report = audit(with_('entries.jsonl', entriesFile(entries)));
        const named = report.findings.filter((f) => (f.index ?? -1) >= WORLD.entries.length);
        expect(new Set(named.map((f) => f.index)).size).toBeGreaterThanOrEqual(
          entries.length - WORLD.entries.length,
        );
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

const TYPES = ['ReviewApproved', 'CandidateApproved', 'ReleaseIssued', 'CandidateSubmitted'];
const FIELDS = ['approval', 'human', 'rule', 'number', 'policy', 'candidate', 'statement'];

/** Canonical bytes where the value has them; fast-check makes numbers that are not whole, which no log can hold. */
function canonical(value: unknown): readonly Uint8Array[] {
  try {
    return [canonicalBytes(value)];
  } catch {
    return [];
  }
}

it('documents of any content prove nothing and throw nothing', () => {
  const honest = [...WORLD.documents.values()];
  const tampered = fc
    .record({ at: fc.nat(honest.length - 1), place: fc.nat(), value: fc.jsonValue() })
    .map(({ at, place, value }) => {
      const text = decodeUtf8(honest[at] ?? new Uint8Array()) ?? '';
      const parsed = parseCanonical(utf8(text));
      if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return utf8('');
      const keys = Object.keys(parsed.value);
      const key = keys[place % Math.max(keys.length, 1)] ?? '';
      return canonical({ ...parsed.value, [key]: value })[0] ?? utf8(text.slice(place));
    });
  const ask = (bytes: Uint8Array, of: Digest): void => {
    const facts = factsFrom((d) => (d === of ? bytes : undefined));
    const answers = [
      ...[facts.approval(of), facts.releaseStatement(of), facts.verification(of)],
      ...[facts.governanceEnvelope(of), facts.policy(of), facts.requirement(of)],
      ...[facts.resourcePatterns(of), facts.ruleSet(of), facts.roster(of)],
    ];
    // Nothing is two kinds of document at once.
    expect(answers.filter((answer) => answer !== undefined).length).toBeLessThanOrEqual(1);
  };
  fc.assert(
    fc.property(fc.oneof(tampered, fc.uint8Array({ maxLength: 64 })), (bytes) => {
      ask(bytes, digest(bytes));
    }),
    { numRuns: 300, seed: 8 },
  );
  const [first = new Uint8Array()] = honest;
  const wrong = factsFrom(() => first);
  expect(wrong.roster(`sha256:${digestHex(digest(utf8('other')))}`)).toBeUndefined();
});
