// `npm run golden-summaries`: writes the Summaries of vectors/analysis anew from the policies in them. Summaries are signed:
// what it changes needs a new ANALYSIS_VERSION, and its diff is read before it is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeSummary,
  type LanguageName,
  languageOf,
  type RequirementCases,
  summaryDigest,
  summaryText,
  verifyCandidate,
} from '../packages/analysis/src/index.ts';

interface GoldenCase {
  readonly name: string;
  /** Left out: `aws-iam`, and the requirement of the file. */
  readonly language?: LanguageName;
  readonly requirement?: RequirementCases;
  readonly from: unknown;
  readonly to: unknown;
}

interface Golden {
  readonly requirement?: RequirementCases;
  readonly requirementDigest: `sha256:${string}`;
  readonly cases: readonly GoldenCase[];
}

for (const name of ['summary.json', 'summary-languages.json']) {
  const path = join(import.meta.dirname, '..', 'vectors/analysis', name);
  const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  const cases = golden.cases.map((one) => withAnswer(one, golden));
  writeFileSync(path, `${JSON.stringify({ ...golden, cases }, null, 2)}\n`);
  console.log(`${name}: ${cases.length} Summaries written`);
}

function withAnswer(one: GoldenCase, of: Golden): unknown {
  const { name, language = 'aws-iam', requirement = of.requirement, from, to } = one;
  const { summary, checks } = verifyCandidate({
    language,
    from: from === null ? null : canonical(language, from),
    to: canonical(language, to),
    requirement: requirement ?? { allow: [], deny: [] },
    requirementDigest: of.requirementDigest,
  });
  return {
    name,
    ...(one.language === undefined ? {} : { language }),
    ...(one.requirement === undefined ? {} : { requirement }),
    from,
    to,
    outcomes: Object.fromEntries(checks.map((check) => [check.name, check.outcome])),
    text: summaryText(summary),
    digest: summaryDigest(summary),
    described: describeSummary(summary),
  };
}

function canonical(name: LanguageName, member: unknown): string {
  const language = languageOf(name);
  if (typeof language === 'string') throw new Error(language);
  const read = language.read(member);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return language.canonical(read.value).text;
}
