import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { VerificationReport } from '../src/verify/report.ts';
import { sarifLog } from '../src/verify/sarif.ts';
import { CANDIDATE, EXAMPLES, verified } from './verified.ts';

describe('SARIF', () => {
  // The schema is of draft-04, whose words here mean the same in later ones; `id` was only renamed.
  const {
    $schema: _,
    id: __,
    ...schema
  } = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  ) as Record<string, unknown>;
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    unicodeRegExp: false,
  });
  const isValid = ajv.compile(schema);
  const faults = (log: unknown) => (isValid(log) ? [] : isValid.errors);

  interface Log {
    runs: {
      tool: { driver: { rules: { id: string; help: { text: string } }[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        message: { text: string };
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
        partialFingerprints: Record<string, string>;
      }[];
    }[];
  }

  test('a report fits the schema, and every result has its rule, its place and a witness in words', async () => {
    const { report, folder } = await verified(CANDIDATE, {}, []);
    const log = sarifLog([report], { root: folder }) as Log;
    expect(faults(log)).toEqual([]);
    const [run] = log.runs;
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    const added = run?.results.find(({ ruleId }) => ruleId === 'newly-allowed');
    expect(added?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'autoscaling-v2.json' },
      region: { startLine: 3, startColumn: 5 },
    });
    expect(added?.message.text).toContain('For example `elasticache:ModifyCacheCluster` on');
    expect(run?.tool.driver.rules.find(({ id }) => id === 'denies')?.help.text).toBe(
      'Passed, it proves that no request of the intended denial is allowed by this policy, whatever its conditions say. It does not prove that another policy attached to the same identity does not allow it.',
    );
  });

  test('a finding has the same fingerprint wherever its lines move, and another than others', async () => {
    const { report, folder } = await verified(CANDIDATE, {}, []);
    const moved = readFileSync(join(EXAMPLES, 'autoscaling-v2.json'), 'utf8').replace(
      '[',
      '[\n\n\n',
    );
    const later = await verified(CANDIDATE, { 'autoscaling-v2.json': moved }, []);
    const prints = (one: VerificationReport, root: string) =>
      (sarifLog([one], { root }) as Log).runs[0]?.results.map(
        ({ partialFingerprints }) => partialFingerprints['countersign/v1'],
      ) ?? [];
    const before = prints(report, folder);
    expect(new Set(before).size).toBe(before.length);
    expect(prints(later.report, later.folder)).toEqual(before);
  });

  test('a path with blanks and letters of any language is a URI, a link is no link, and length is bounded', async () => {
    const { report } = await verified(CANDIDATE);
    const [check] = report.checks;
    if (check === undefined) throw new Error('no checks');
    const odd = {
      ...check,
      outcome: 'failed' as const,
      detail: 'see [here](https://evil.test)\u202e\u0007',
    };
    const toFile = join('/repo', 'a folder', 'größe#1.json');
    const many = Array.from({ length: 6_000 }, (_, index) => ({ ...odd, name: `x/${index}` }));
    const candidate = { ...report.candidate, toFile };
    const log = sarifLog([{ ...report, candidate, checks: many }], { root: '/repo' }) as Log;
    expect(faults(log)).toEqual([]);
    const results = log.runs[0]?.results ?? [];
    expect(results).toHaveLength(5_000);
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'a%20folder/gr%C3%B6%C3%9Fe%231.json',
    );
    expect(results[0]?.message.text).not.toMatch(/\]\(|\p{Cc}|\p{Cf}/u);
    expect(JSON.stringify(log)).toContain('more results are left out');
  });
});
