import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { badInput, EXIT, Failure } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';
import type { Outcome } from '../frame/spec.ts';

/** Answers one line; what it throws as a Failure becomes the row's `error`. */
export type Row = (line: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * JSON Lines in, JSON Lines out in the same order (DESIGN section 7). A bad line gives a row with `error`; the batch
 * goes on, and exits 0 when every line got a row. Blank lines get none. `language` is of lines that name none.
 */
export async function runBatch(
  path: string,
  row: Row,
  { timed, language }: { readonly timed: boolean; readonly language: string },
  io: Io,
): Promise<Outcome> {
  const input = path === '-' ? process.stdin : await opened(path);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let count = 0;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const started = performance.now();
    const answer = answerLine(line, row, language);
    const elapsed = timed ? { elapsedMs: round(performance.now() - started) } : {};
    io.out(`${JSON.stringify({ ...answer, ...elapsed })}\n`);
    count += 1;
    if (io.noteStyle.terminal && count % 100 === 0) io.note(`\r${count} lines`);
  }
  if (io.noteStyle.terminal && count >= 100) io.note('\n');
  return { exit: EXIT.holds, json: undefined, text: '' };
}

function answerLine(line: string, row: Row, language: string): Record<string, unknown> {
  let id: unknown = null;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw badInput('NOT_AN_OBJECT', 'the line is not a JSON object');
    }
    const fields = parsed as Record<string, unknown>;
    id = fields['id'] ?? null;
    refuseOtherLanguages(fields['language'] ?? language);
    return { id, ...row(fields) };
  } catch (error) {
    return { id, error: errorOf(error) };
  }
}

function refuseOtherLanguages(language: unknown): void {
  if (language === 'aws-iam') return;
  const known = ['kubernetes-rbac', 'cedar', 'grants'].includes(String(language));
  throw badInput(
    known ? 'LANGUAGE_NOT_DECIDED' : 'UNKNOWN_LANGUAGE',
    known
      ? `this version does not decide \`${String(language)}\``
      : `\`${String(language)}\` is not a policy language`,
  );
}

function errorOf(error: unknown): Record<string, unknown> {
  if (error instanceof Failure) {
    const [first, ...more] = error.reasons;
    return {
      code: first?.code,
      message: first?.message,
      details: first?.details,
      ...(more.length > 0 ? { more } : {}),
    };
  }
  if (error instanceof SyntaxError) return { code: 'NOT_JSON', message: 'the line is not JSON' };
  return { code: 'CRASHED', message: error instanceof Error ? error.message : String(error) };
}

async function opened(path: string) {
  await access(path).catch(() => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read`);
  });
  return createReadStream(path);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
