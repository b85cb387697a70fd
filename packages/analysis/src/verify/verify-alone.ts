import { digestText } from '../canonical/digest.ts';
import type { DiffResult, Finding } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import {
  type Check,
  denialCheck,
  diffCheck,
  overGrantCheck,
  parseCheck,
  replayCheck,
  requiredCheck,
} from './checks.ts';
import { denialOf, fitOf } from './fit.ts';
import { makeSummary, type Summary } from './summary.ts';

/** A revision, its base and its requirement, read. */
export interface AloneInput {
  readonly language: Language;
  readonly from: unknown;
  readonly to: unknown;
  readonly steps: number;
  readonly input: {
    readonly from: string | null;
    readonly to: string;
    readonly requirement: RequirementCases;
    readonly requirementDigest: Digest;
  };
}

/** What the policy alone comes to. */
export interface Alone {
  readonly checks: readonly Check[];
  readonly summary: Summary;
  readonly diff: DiffResult;
  /** Ids of the required cases that are proved allowed. */
  readonly allowed: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** The checks that look at the policy alone, and the Summary, which is made of them and of nothing else. */
export function verifyAlone({ language, from, to, steps, input }: AloneInput): Alone {
  const { allow, deny } = input.requirement;
  const change = language.diff(from, to, { steps });
  const fit = fitOf(language, to, allow, steps);
  const denials = deny.map((one) => denialOf(language, to, one, steps));
  const summary = makeSummary({
    language: language.name,
    from: input.from === null ? null : digestText(input.from),
    to: digestText(input.to),
    requirement: input.requirementDigest,
    change,
    under: fit.under,
    over: fit.beyond.classes,
    denials: denials.map((one) => one.result),
    indexOf: {
      from: (origin) => language.canonicalIndex(from, origin),
      to: (origin) => language.canonicalIndex(to, origin),
    },
  });
  const missing = new Set(fit.under.map((one) => one.case));
  return {
    checks: [
      parseCheck(language.name, input.to),
      ...allow.map((one) => requiredCheck(one.id, fit.under)),
      overGrantCheck(fit.beyond.classes, fit.beyond.stopped),
      ...denials.map((one) => denialCheck(one.result)),
      diffCheck(change),
    ],
    summary,
    diff: change,
    allowed: new Set(allow.map(({ id }) => id).filter((id) => !missing.has(id))),
    findings: [...change.findings, ...fit.findings, ...denials.flatMap((one) => one.findings)],
    steps: change.steps + fit.steps + denials.reduce((sum, one) => sum + one.steps, 0),
  };
}

/** The same with what all witnesses, also those of other checks, came to in the independent evaluator. */
export function verifiedAlone(
  { checks, summary, diff, steps }: Alone,
  findings: readonly Finding[],
): Pick<Alone, 'checks' | 'summary' | 'diff' | 'steps'> {
  const mismatches = findings.filter(({ code }) => code === 'WITNESS_MISMATCH');
  return { checks: [...checks, replayCheck(mismatches)], summary, diff, steps };
}
