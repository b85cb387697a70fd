import { parseRequestPattern } from '../aws-iam/questions/request-pattern.ts';
import { parseRequestPattern as parseGrantsPattern } from '../grants/questions/pattern.ts';
import { readRbacPattern } from '../kubernetes-rbac/questions/request-pattern.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import { patternOf, type RequirementCases } from './requirement-case.ts';

/** Why cases cannot be asked about in this language, each with the pointer of its case; none when every one is a pattern. */
export function caseFaults(language: LanguageName, cases: RequirementCases): readonly Refusal[] {
  const sides = ['allow', 'deny'] as const;
  return sides.flatMap((side) =>
    cases[side].flatMap((one, at) => {
      const read = PATTERNS[language](patternOf(one));
      return read.ok ? [] : read.refusals.map((refusal) => placed(refusal, `/${side}/${at}`));
    }),
  );
}

const PATTERNS: Readonly<Record<LanguageName, (pattern: unknown) => Parsed<unknown>>> = {
  'aws-iam': parseRequestPattern,
  'kubernetes-rbac': readRbacPattern,
  grants: parseGrantsPattern,
};

function placed({ code, message }: Refusal, pointer: string): Refusal {
  return { code, message: `\`${pointer}\`: ${message}`, details: { pointer } };
}
