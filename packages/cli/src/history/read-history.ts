import { effectsOf, type LanguageName, languageOf } from '@countersign/analysis';
import {
  factsOf,
  isInstant,
  type PastChange,
  type RuleSet,
  type TierInput,
} from '@countersign/domain';
import { readLines } from '../batch/read-lines.ts';
import { MAX_LINE_BYTES } from '../batch/run-batch.ts';
import { openInput } from '../files/open-input.ts';
import { badInput } from '../frame/failure.ts';

/** A line of a history that could not be rated. */
export interface UnreadChange {
  readonly line: number;
  readonly why: string;
}

export interface ReadHistory {
  readonly changes: readonly PastChange[];
  readonly unread: readonly UnreadChange[];
}

/** More changes than a thousand a day for a quarter; a history is held in memory. */
const MOST_CHANGES = 100_000;

/**
 * Reads a history (JSON Lines; `-` is standard input). A line has `at`, `environment` and either `from` and `to` in a
 * language, which are compared here, or `effects` and `verdict` already computed. A line that cannot be read is told
 * with its number, and the others count.
 */
export async function readHistory(path: string, ruleSet: RuleSet): Promise<ReadHistory> {
  const changes: PastChange[] = [];
  const unread: UnreadChange[] = [];
  let line = 0;
  for await (const read of readLines(await openInput(path), MAX_LINE_BYTES)) {
    line += 1;
    if (line > MOST_CHANGES) {
      throw badInput('TOO_MANY_LINES', `\`${path}\` has more than ${MOST_CHANGES} lines`);
    }
    if ('text' in read && read.text.trim() === '') continue;
    const change = 'text' in read ? changeIn(read.text, ruleSet) : read.refusal.message;
    if (typeof change === 'string') unread.push({ line, why: change });
    else changes.push(change);
  }
  return { changes, unread };
}

/** The change of a line, or why there is none. */
function changeIn(text: string, ruleSet: RuleSet): PastChange | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the line is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the line is no object';
  }
  const row = value as Readonly<Record<string, unknown>>;
  const { at, environment, dataClass = null, author = 'human' } = row;
  if (typeof at !== 'string' || !isInstant(at))
    return '`at` is no time such as `2026-11-23T12:00:00.000Z`';
  if (typeof environment !== 'string') return '`environment` is no text';
  if (dataClass !== null && typeof dataClass !== 'string') return '`dataClass` is no text';
  const written = AUTHORS.find((one) => one === author);
  if (written === undefined) return `\`author\` is none of ${AUTHORS.join(', ')}`;
  const known = ruleSet.environments.find(({ name }) => name === environment)?.class;
  const environmentClass = row['environmentClass'] ?? known;
  if (typeof environmentClass !== 'string') {
    return `\`environmentClass\` is not given, and the rule set has no environment \`${environment}\``;
  }
  const assessed = assessedIn(row);
  if (typeof assessed === 'string') return assessed;
  const { effects, verdict } = assessed;
  const facts = factsOf(effects);
  return {
    at,
    environment,
    environmentClass,
    dataClass,
    authors: [written],
    effects,
    verdict,
    facts,
  };
}

const AUTHORS = ['human', 'pipeline', 'agent', 'template'] as const;
const VERDICTS = ['equivalent', 'narrower', 'broader', 'incomparable', 'undetermined'] as const;

type Assessed = Pick<TierInput, 'effects' | 'verdict'>;

function assessedIn(row: Readonly<Record<string, unknown>>): Assessed | string {
  if ('effects' in row) return givenIn(row);
  const { language = 'aws-iam', from = null, to } = row;
  const decided = typeof language === 'string' ? languageOf(language) : 'unknown';
  if (typeof decided === 'string')
    return `\`language\` \`${String(language)}\` is not decided here`;
  if (to === undefined) return '`to` is missing: the policy after the change';
  const before = from === null ? null : decided.read(from);
  const after = decided.read(to);
  const refused = [
    ...(before?.ok === false ? before.refusals : []),
    ...(after.ok ? [] : after.refusals),
  ];
  const [first] = refused;
  if (first !== undefined || !after.ok) return first?.message ?? 'a policy cannot be read';
  const diff = decided.diff(before?.ok === true ? before.value : null, after.value);
  const name = decided.name satisfies LanguageName;
  const found = effectsOf({ language: name, from, to, diff });
  return { effects: [...new Set(found.map(({ code }) => code))], verdict: diff.verdict };
}

function givenIn({ effects, verdict }: Readonly<Record<string, unknown>>): Assessed | string {
  const isList = Array.isArray(effects) && effects.every((one) => typeof one === 'string');
  const known = VERDICTS.find((one) => one === verdict);
  if (!isList) return '`effects` is no list of codes';
  if (known === undefined) return `\`verdict\` is none of ${VERDICTS.join(', ')}`;
  return { effects: effects as string[], verdict: known };
}
