import { createHash } from 'node:crypto';
import type { Parsed, Refusal } from '@countersign/analysis';
import { answerQuestion, type Fields, type QuestionName } from '@countersign/analysis';
import { type AnswerCache, answerCache } from './answer-cache.ts';

/** What every line of a batch is asked. */
export interface Asked {
  readonly command: QuestionName;
  /** The language of lines that name none. */
  readonly language: string;
}

/** The row of a line as JSON text, and whether it is an error. */
export interface Row {
  readonly text: string;
  readonly isError: boolean;
}

/** Characters of rows that are kept to answer the same question again. */
const CACHED_CHARACTERS = 4_000_000;

/** Answers lines one after the other, whatever is in them; the same question is answered once. */
export function lineAnswerer(asked: Asked): (line: string) => Row {
  const cache = answerCache(CACHED_CHARACTERS);
  return (line) => {
    const started = performance.now();
    const fields = fieldsOf(line);
    if (!fields.ok) return errorRow(null, fields.refusals);
    const { id = null, ...question } = fields.value;
    const answer = answered(question, asked, cache);
    if (!answer.ok) return errorRow(id, answer.refusals);
    const times =
      asked.command === 'evaluate' ? '' : `,"elapsedMs":${round(performance.now() - started)}`;
    return { text: `{"id":${JSON.stringify(id)},${answer.value}${times}}`, isError: false };
  };
}

/** The row of a line that is not answered, with every reason. */
export function errorRow(id: unknown, refusals: readonly Refusal[]): Row {
  const [first, ...more] = refusals;
  const error = { ...first, ...(more.length > 0 ? { more } : {}) };
  return { text: JSON.stringify({ id, error }), isError: true };
}

/** The row of a line whose analysis was ended: whatever it asks is undetermined, which never counts as yes. */
export function endedRow(
  command: QuestionName,
  line: string,
  { message, elapsedMs }: { readonly message: string; readonly elapsedMs: number },
): Row {
  const fields = fieldsOf(line);
  const id = fields.ok ? (fields.value['id'] ?? null) : null;
  const times = command === 'evaluate' ? {} : { elapsedMs: round(elapsedMs) };
  return { text: JSON.stringify({ id, ...ENDED[command](message), ...times }), isError: false };
}

const ENDED: Readonly<Record<QuestionName, (why: string) => Fields>> = {
  diff: (why) => ({
    verdict: 'undetermined',
    allowed: 'undetermined',
    denied: 'undetermined',
    newlyAllowed: [],
    newlyDenied: [],
    possible: [],
    assumptions: [],
    undetermined: [why],
    findings: [],
  }),
  prove: (why) => ({ verdict: 'undetermined', reason: why, assumptions: [], findings: [] }),
  evaluate: (why) => ({ decision: 'no-opinion', explicit: false, reasons: [], errors: [why] }),
  explain: (why) => ({ sentences: [], findings: [], undetermined: [why] }),
  draft: (why) => ({ policy: null, text: null, proofs: [], notes: [], undetermined: [why] }),
};

function fieldsOf(line: string): Parsed<Fields> {
  const refuse = (code: string, message: string): Parsed<Fields> => ({
    ok: false,
    refusals: [{ code, message }],
  });
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return refuse('NOT_AN_OBJECT', 'the line is not a JSON object');
    }
    return { ok: true, value: parsed as Fields };
  } catch {
    return refuse('NOT_JSON', 'the line is not JSON');
  }
}

/** The row's members as JSON text without the braces. */
function answered(question: Fields, asked: Asked, cache: AnswerCache): Parsed<string> {
  try {
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
    const known = cache.get(key);
    if (known !== undefined) return { ok: true, value: known };
    const answer = answerQuestion(asked.command, question, asked.language);
    if (!answer.ok) return answer;
    const text = JSON.stringify(answer.value).slice(1, -1);
    cache.set(key, text);
    return { ok: true, value: text };
  } catch (error) {
    return { ok: false, refusals: [crash(error)] };
  }
}

/** A bug costs its own line. A stack that overflows is of a document nested too deep to be written again. */
function crash(error: unknown): Refusal {
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return { code: 'JSON_TOO_DEEP', message: 'the line is nested too deep to be read' };
  }
  return { code: 'CRASHED', message: error instanceof Error ? error.message : String(error) };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
