// `npm run golden-summaries`: writes vectors/analysis/summary.json anew from the policies in it. Summaries are signed:
// what it changes needs a new ANALYSIS_VERSION, and its diff is read before it is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonicalPolicy,
  describeSummary,
  parsePolicyText,
  type RequirementCases,
  summaryDigest,
  summaryText,
  verifyCandidate,
} from '../packages/analysis/src/index.ts';

interface GoldenCase {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

interface Golden {
  readonly requirement: RequirementCases;
  readonly requirementDigest: `sha256:${string}`;
  readonly cases: readonly GoldenCase[];
}

const PATH = join(import.meta.dirname, '..', 'vectors/analysis/summary.json');

const golden = JSON.parse(readFileSync(PATH, 'utf8')) as Golden;
const cases = golden.cases.map((one) => withAnswer(one, golden));
writeFileSync(PATH, `${JSON.stringify({ ...golden, cases }, null, 2)}\n`);
console.log(`${cases.length} Summaries written`);

function withAnswer({ name, from, to }: GoldenCase, of: Golden): unknown {
  const { summary, checks } = verifyCandidate({
    from: from === null ? null : canonical(from),
    to: canonical(to),
    requirement: of.requirement,
    requirementDigest: of.requirementDigest,
  });
  return {
    name,
    from,
    to,
    outcomes: Object.fromEntries(checks.map((check) => [check.name, check.outcome])),
    text: summaryText(summary),
    digest: summaryDigest(summary),
    described: describeSummary(summary),
  };
}

function canonical(document: unknown): string {
  const parsed = parsePolicyText(JSON.stringify(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return canonicalPolicy(parsed.value).text;
}
