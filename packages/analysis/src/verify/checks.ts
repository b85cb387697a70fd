import type { Class, DiffResult, Finding, Witness } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import { describeWitness } from './describe-witness.ts';
import type { DenialResult, UnderGrant } from './summary.ts';

/** What a check is about; screens and reports group by it. */
export type CheckGroup =
  | 'policy'
  | 'requirement'
  | 'stack'
  | 'guardrail'
  | 'identity'
  | 'use'
  | 'change';

/** One thing that was checked: how it came out, and what that does and does not show. */
export interface Check {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'undetermined';
  readonly group: CheckGroup;
  /** Whether anything but `passed` stands against the candidate; the others are shown and raise the tier by effects. */
  readonly blocking: boolean;
  /** What a `passed` shows. */
  readonly proves: string;
  readonly doesNotProve: string;
  readonly detail: string;
  /** The request that shows it, where there is one. */
  readonly witness?: Witness;
}

const WELL_FORMED: Readonly<Record<LanguageName, string>> = {
  'aws-iam': 'a well-formed AWS IAM document',
  'kubernetes-rbac': 'a well-formed list of Kubernetes RBAC objects',
  grants: 'a well-formed list of grants',
};

/** The canonical text was parsed strictly. */
export function parseCheck(language: LanguageName, canonicalText: string): Check {
  return {
    name: 'parses',
    outcome: 'passed',
    group: 'policy',
    blocking: true,
    proves: `the policy is ${WELL_FORMED[language]} with known elements only`,
    doesNotProve: 'that its actions and resources exist',
    detail: sizeOf(JSON.parse(canonicalText)),
  };
}

function sizeOf({ policy }: { readonly policy: unknown }): string {
  if (Array.isArray(policy)) return `${policy.length} elements`;
  const { Statement, Version } = policy as { Statement: readonly unknown[]; Version: string };
  return `${Statement.length} statements, version ${Version}`;
}

/** An allow case of the requirement; an under-grant fails. */
export function requiredCheck(id: string, under: readonly UnderGrant[]): Check {
  const gap = under.find((one) => one.case === id);
  return {
    name: `allows/${id}`,
    outcome: gap === undefined ? 'passed' : outcomeOf(gap.verdict),
    group: 'requirement',
    blocking: true,
    proves: `every request of the required case \`${id}\` is allowed by this policy, whatever its conditions say`,
    doesNotProve: 'that no other policy, boundary or organization policy denies it',
    detail: gap === undefined ? 'allowed for all requests' : gapDetail(gap),
    ...(gap?.witness ? { witness: gap.witness } : {}),
  };
}

function gapDetail({ verdict, witness, reason }: UnderGrant): string {
  if (verdict === 'refuted' && witness !== null)
    return `does not allow ${describeWitness(witness)}`;
  return `not decided: ${reason ?? 'no reason'}`;
}

/** What goes beyond the requirement is shown and does not fail: a reviewer judges it. */
export function overGrantCheck(over: readonly Class[], stopped: readonly string[]): Check {
  const isComplete = stopped.length === 0;
  return {
    name: 'over-grant-shown',
    outcome: isComplete ? 'passed' : 'undetermined',
    group: 'requirement',
    blocking: true,
    proves:
      'everything this policy allows beyond the requirement is in the list, each class with a witness where one could be made',
    doesNotProve: 'that going beyond the requirement is acceptable: a reviewer judges that',
    detail: isComplete ? overDetail(over) : `not decided: ${stopped.join('; ')}`,
  };
}

function overDetail(over: readonly Class[]): string {
  return over.length === 0
    ? 'allows nothing beyond the requirement'
    : over.map((one) => one.summary).join('; ');
}

/** An intended denial; undetermined never passes (INV-5). */
export function denialCheck(denial: DenialResult): Check {
  return {
    name: `denies/${denial.case}`,
    outcome: outcomeOf(denial.verdict),
    group: 'requirement',
    blocking: true,
    proves: `no request of the intended denial \`${denial.case}\` is allowed by this policy, whatever its conditions say`,
    doesNotProve:
      denial.kind === 'explicit'
        ? 'that the Deny statement stays in later revisions'
        : 'that another policy attached to the same identity does not allow it',
    detail: denialDetail(denial),
    ...(denial.witness === null ? {} : { witness: denial.witness }),
  };
}

function denialDetail({ verdict, kind, witness, reason }: DenialResult): string {
  if (verdict === 'proved') {
    return kind === 'explicit'
      ? 'denied by an explicit Deny, which no other grant undoes'
      : 'denied because nothing allows it; another policy could';
  }
  if (verdict === 'refuted' && witness !== null) return `allows ${describeWitness(witness)}`;
  return `not decided: ${reason ?? 'no reason'}`;
}

/** The comparison with what is in force; any class that was not decided leaves it open. */
export function diffCheck(change: DiffResult): Check {
  const open = [...(change.undetermined ?? []), ...change.possible.map((one) => one.reason)];
  return {
    name: 'diff-decided',
    outcome: open.length === 0 ? 'passed' : 'undetermined',
    group: 'change',
    blocking: true,
    proves: 'every request that this revision newly allows or no longer allows is in the list',
    doesNotProve: 'that the change is wanted: a reviewer judges that',
    detail:
      open.length === 0
        ? `the new policy is ${change.verdict}`
        : `not decided: ${[...new Set(open)].join('; ')}`,
  };
}

/** Every witness was evaluated again by code that shares nothing with the prover. */
export function replayCheck(findings: readonly Finding[]): Check {
  return {
    name: 'witnesses-replay',
    outcome: findings.length === 0 ? 'passed' : 'undetermined',
    group: 'policy',
    blocking: true,
    proves: 'an independent evaluator agrees on every witness',
    doesNotProve: 'classes that have no witness',
    detail:
      findings.length === 0
        ? 'all agree'
        : findings.map((one) => `${one.code}: ${one.message}`).join('; '),
  };
}

/** The outcome of a proof as that of a check. */
export function outcomeOf(verdict: 'proved' | 'refuted' | 'undetermined'): Check['outcome'] {
  if (verdict === 'proved') return 'passed';
  return verdict === 'refuted' ? 'failed' : 'undetermined';
}
