import type { LanguageName } from '../questions/language.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import { readCases } from '../requirement/read-case.ts';
import type { RequirementCase, RequirementCases } from '../requirement/requirement-case.ts';
import { casesOfAws } from './aws-iam/cases-of.ts';
import { draftAws } from './aws-iam/from-cases.ts';
import { awsFromUse } from './aws-iam/from-use.ts';
import type {
  Draft,
  Drafter,
  DraftOptions,
  StatedPolicy,
  UseDraft,
  UseDraftOptions,
} from './drafter.ts';
import { casesOfGrants } from './grants/cases-of.ts';
import { draftGrants } from './grants/from-cases.ts';
import { casesOfRbac } from './kubernetes-rbac/cases-of.ts';
import { draftRbac } from './kubernetes-rbac/from-cases.ts';
import { rbacFromUse } from './kubernetes-rbac/from-use.ts';
import type { ObservedUse } from './observed-use.ts';

/** Every language that drafts are made in, by name. To add one, add it here. */
export const DRAFTERS: ReadonlyMap<string, Drafter> = new Map(
  (
    [
      { language: 'aws-iam', fromCases: draftAws, casesOf: casesOfAws, fromUse: awsFromUse },
      {
        language: 'kubernetes-rbac',
        fromCases: draftRbac,
        casesOf: casesOfRbac,
        fromUse: rbacFromUse,
      },
      { language: 'grants', fromCases: draftGrants, casesOf: casesOfGrants, fromUse: noUse },
    ] satisfies Drafter[]
  ).map((one) => [one.language, one]),
);

/** Most cases of one draft: what all bindings of a large cluster come to, more than a requirement holds. */
const MAX_DRAFTED = 10_000;

/**
 * The smallest policy that allows the allow cases and nothing beyond them; the same cases in any order give the same
 * canonical bytes. It is proved before it is handed out, and refused where a proof comes out against it, where a case
 * cannot be said, where an allow case meets a denial (with the request), and for everything `readCases` refuses.
 */
export function draftFromRequirement(
  language: LanguageName,
  cases: RequirementCases,
  options: DraftOptions = {},
): Parsed<Draft> {
  const read = readCases(language, cases, '', MAX_DRAFTED);
  if (!read.ok) return read;
  if (read.value.allow.length === 0) {
    const message = 'there is no allow case: nothing to draft';
    return {
      ok: false,
      refusals: [{ code: 'EMPTY_LIST', message, details: { pointer: '/allow' } }],
    };
  }
  const open = read.value.allow.filter(hasExceptions).map(unsayable);
  if (open.length > 0) return { ok: false, refusals: open };
  return drafterOf(language).fromCases(read.value, options);
}

/** A draft names what it allows; everything but something grows by itself. */
function unsayable({ id }: RequirementCase): Refusal {
  const message = `case \`${id}\` allows everything but something: say what is needed`;
  return { code: 'CASE_UNSAYABLE', message, details: { case: id } };
}

function hasExceptions(one: RequirementCase): boolean {
  return Object.keys(one).some((word) => word.startsWith('not'));
}

/** A policy told as cases, never wider; what cases cannot say is listed with its place and the reason. */
export function requirementFromPolicy(language: LanguageName, text: string): Parsed<StatedPolicy> {
  return drafterOf(language).casesOf(text);
}

/**
 * A policy that allows what was used and is granted, generalised with care, proved within what is granted. `granted` are
 * texts that are attached together. Requests that were refused are in no draft.
 */
export function draftFromUse(
  language: LanguageName,
  use: ObservedUse,
  granted: readonly string[],
  options: UseDraftOptions = {},
): Parsed<UseDraft> {
  if (use.language === language) return drafterOf(language).fromUse(use, granted, options);
  const message = `the use is of \`${use.language}\`, not of \`${language}\``;
  return { ok: false, refusals: [{ code: 'USE_UNSUITED', message }] };
}

function drafterOf(language: LanguageName): Drafter {
  const drafter = DRAFTERS.get(language);
  if (drafter === undefined) throw new RangeError(`no drafts are made in \`${language}\``);
  return drafter;
}

function noUse(): Parsed<UseDraft> {
  const message = 'no log is read of the use of grants';
  return { ok: false, refusals: [{ code: 'USE_UNSUITED', message }] };
}
