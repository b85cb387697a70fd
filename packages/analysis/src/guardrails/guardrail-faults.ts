import { parseRequestPattern } from '../aws-iam/questions/request-pattern.ts';
import { parseRequestPattern as parseGrantsPattern } from '../grants/questions/pattern.ts';
import { readRbacPattern } from '../kubernetes-rbac/questions/request-pattern.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { Guardrail, Obligation, Pattern } from './guardrail.ts';

/**
 * What is wrong with a guardrail in the eyes of its language: patterns that are none, an explicit Deny asked of a
 * language that has none. Empty: it can be asked. For whoever proposes a rule set, before anybody is asked to sign it.
 */
export function guardrailFaults({ language, obligation }: Guardrail): readonly Refusal[] {
  const faults = patternsOf(obligation).flatMap(([word, pattern]) => {
    const read = readPattern(language, pattern);
    return read.ok ? [] : read.refusals.map((one) => placed(one, word));
  });
  if (obligation.type !== 'keeps' || language === 'aws-iam') return faults;
  const message = `\`keeps\` asks for an explicit Deny, which ${language} does not have`;
  return [...faults, { code: 'WRONG_PATTERN', message, details: { pointer: '/obligation/type' } }];
}

/** The patterns of an obligation, each by the word it stands under. */
export function patternsOf(obligation: Obligation): readonly (readonly [string, Pattern])[] {
  if (obligation.type !== 'never-together') return [['request', obligation.request]];
  return [
    ['first', obligation.first],
    ['second', obligation.second],
  ];
}

function readPattern(language: LanguageName, pattern: Pattern): Parsed<unknown> {
  switch (language) {
    case 'aws-iam':
      return parseRequestPattern(pattern);
    case 'kubernetes-rbac':
      return readRbacPattern(pattern);
    case 'grants':
      return parseGrantsPattern(pattern);
    default:
      return language satisfies never;
  }
}

function placed({ code, message, details }: Refusal, word: string): Refusal {
  return { code, message, details: { ...details, pointer: `/obligation/${word}` } };
}
