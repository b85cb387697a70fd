import type { LanguageName, Parsed, RequirementCases } from '@countersign/analysis';

/** What a file says of a need: cases of its own, or an intent that writes them. */
export interface WrittenNeed {
  readonly language?: unknown;
  readonly allow?: unknown;
  readonly deny?: unknown;
  readonly intent?: unknown;
}

/** A need in the cases of its language. */
export interface Need {
  readonly language: LanguageName;
  readonly cases: RequirementCases;
}

/** The cases of a need. Refused, all at once: words the language does not have, and what an intent refuses. */
export async function needCases(written: WrittenNeed): Promise<Parsed<Need>> {
  const { casesOfIntent, readCases } = await import('@countersign/analysis');
  const { allow, deny, intent } = written;
  const language = (written.language ?? 'aws-iam') as LanguageName;
  if (intent === undefined) {
    const read = readCases(language, { allow, deny });
    return read.ok ? { ok: true, value: { language, cases: read.value } } : read;
  }
  const { name, parameters } = intent as { readonly name: string; readonly parameters: object };
  const made = casesOfIntent(name, parameters as Readonly<Record<string, unknown>>);
  if (!made.ok || written.language === undefined || made.value.language === language) return made;
  const message = `the intent \`${name}\` is of ${made.value.language}, the file says ${language}`;
  return { ok: false, refusals: [{ code: 'WRONG_LANGUAGE', message }] };
}
