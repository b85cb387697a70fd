/** Counts what held, and says what did not. */
export class Score {
  passed = 0;
  failed = 0;

  check(name: string, holds: boolean, saw: unknown = ''): void {
    if (holds) this.passed += 1;
    else this.failed += 1;
    console.log(`${holds ? '  ok    ' : '  FAILED'} ${name}${holds ? '' : ` — ${show(saw)}`}`);
  }

  /** Checks `[code, sentence]`: the code named, and words for people in the sentence. */
  words(name: string, [code, sentence]: Words, wanted: readonly string[], part = ''): void {
    const isClear = wanted.includes(code) && sentence.includes(part) && !isRaw(sentence);
    this.check(`${name}: ${code}`, isClear, [code, sentence]);
  }
}

export type Words = readonly [code: string, sentence: string];

/** What a thrown fault says. */
export function wordsOf(error: unknown): Words {
  const { code, message, help } = error as { code?: string; message?: string; help?: string };
  return [code ?? 'INTERNAL', [message, help].filter((part) => part !== undefined).join('; ')];
}

/** What a refused result says, its reason with it. */
export function refusedWords(result: {
  readonly ok: boolean;
  readonly refusals?: readonly { code: string; message: string; details?: unknown }[];
}): Words {
  const first = result.ok ? undefined : result.refusals?.[0];
  if (first === undefined) return ['ACCEPTED', ''];
  const { reason } = (first.details ?? {}) as { reason?: string };
  return [reason === undefined ? first.code : `${first.code}/${reason}`, first.message];
}

/** A stack trace, or a system call's name where a sentence should be. */
const isRaw = (sentence: string): boolean => /\n\s+at |\bat \S+ \(|^\s*$/.test(sentence);

const show = (saw: unknown): string => (typeof saw === 'string' ? saw : JSON.stringify(saw));
