import type { TierCondition, TierRule } from '../roster.ts';
import type { Tier } from '../values.ts';

/**
 * The profile that is shipped: which change is of which tier, and why (reference: access levels of AWS, escalation
 * methods, the Kubernetes good practices). Like everything that gates it is data of the RuleSet and changes by signatures.
 */
export const DEFAULT_TIER_RULES: readonly TierRule[] = [
  rule('NO_NEW_ACCESS', 'T0', { verdict: ['equivalent', 'narrower'] }, [
    'nothing new is allowed: proved over all requests',
    'nothing: it is the lowest tier',
  ]),
  rule('LISTS', 'T1', { effects: ['ADDS_LIST'] }, [
    'more can be listed',
    'leave out the actions that list',
  ]),
  rule('READS', 'T1', { effects: ['ADDS_READ'] }, [
    'more can be read',
    'leave out the actions that read',
  ]),
  rule('READS_SENSITIVE_DATA', 'T2', { effects: ['ADDS_READ'], dataClass: sensitive() }, [
    'data of a sensitive class can be read, or the requirement does not say of which class it is',
    'state a data class that is not sensitive, where that is true',
  ]),
  rule('WRITES', 'T2', { effects: ['ADDS_WRITE', 'ADDS_TAGGING'] }, [
    'more can be changed',
    'leave out the actions that write, or put them into a change of their own',
  ]),
  rule('SCOPE_WIDENED', 'T2', { effects: ['SCOPE_WIDENED'] }, [
    'the same actions reach more than before',
    'keep to the resources there were',
  ]),
  rule('BEYOND_THE_NEED', 'T2', { effects: ['OVER_GRANT', 'UNUSED_ACCESS'], verdict: gaining() }, [
    'more is allowed than the requirement asks for, or than use ever needed',
    'narrow the policy to the requirement',
  ]),
  rule('AGENT_AUTHOR', 'T2', { author: ['agent'], verdict: gaining() }, [
    'an agent wrote it, at least in part',
    'have a human write it',
  ]),
  rule('STALE_INPUT', 'T2', { facts: ['stale-input'], verdict: gaining() }, [
    'it was made from inventory or use that is older than accepted',
    'draft it again from fresh inputs',
  ]),
  ...production(),
  rule('PERMISSIONS_MANAGEMENT', 'T3', { effects: ['ADDS_PERMISSIONS_MANAGEMENT'] }, [
    'who may do what can be changed',
    'leave out the actions that manage permissions',
  ]),
  rule('SECRETS_OR_CREDENTIALS', 'T3', { effects: ['ADDS_SENSITIVE_READ'] }, [
    'secrets or credentials can be had',
    'leave out the actions that return secrets or credentials',
  ]),
  rule('CONDITION_DROPPED', 'T3', { effects: ['CONDITION_DROPPED'] }, [
    'a condition that limited access does so no longer',
    'keep the condition',
  ]),
  rule('DENY_REMOVED', 'T3', { effects: ['DENY_REMOVED'] }, [
    'an explicit denial is gone or denies less',
    'keep the denial',
  ]),
  rule('TRUST_WIDENED', 'T3', { effects: ['TRUST_WIDENED'] }, [
    'somebody else is let in',
    'let in nobody who was not let in before',
  ]),
  rule('GUARDRAIL_ESCALATED', 'T3', { effects: ['GUARDRAIL_ESCALATED'] }, [
    'a guardrail that escalates is broken or not decided',
    'keep the guardrail',
  ]),
  rule('THIRD_PARTY', 'T3', { facts: ['third-party'], verdict: gaining() }, [
    'the identity belongs to somebody outside',
    'nothing in the policy: it is whose identity it is',
  ]),
  rule('CROSSES_ENVIRONMENT', 'T3', { facts: ['crosses-environment'], verdict: gaining() }, [
    'the identity reaches into another environment than its own',
    'give each environment an identity of its own',
  ]),
  rule('BASE_NOT_RELEASED', 'T3', { facts: ['base-not-released'] }, [
    'what it is compared with was adopted as found and never approved',
    'have what is in force released first, as it is',
  ]),
  rule('UNDETERMINED_CLASS', 'T3', { effects: ['UNDETERMINED_CLASS'] }, [
    'whether something more is allowed was not decided',
    'write it without the construct that is named',
  ]),
  rule('NOT_DECIDED', 'T3', { verdict: ['undetermined'] }, [
    'the comparison with what is in force was not decided',
    'write it without the construct that is named',
  ]),
  rule('ESCALATION_PATH', 'T4', { effects: ['ADDS_ESCALATION'] }, [
    'a path to more than the policy says is completed or reaches further',
    'take away one step of the path, or limit its first step to what is needed',
  ]),
  rule('EVASION', 'T4', { effects: ['ADDS_EVASION'] }, [
    'logs, detectors or safeguards can be switched off or changed',
    'leave out the actions that change safeguards',
  ]),
  rule('ADMINISTRATOR', 'T4', { effects: ['ADDS_ADMINISTRATOR'] }, [
    'everything is allowed',
    'name the actions and resources that are needed',
  ]),
  rule('PUBLIC_ACCESS', 'T4', { effects: ['PUBLIC_ACCESS'] }, [
    'anybody is let in',
    'name who is let in',
  ]),
  rule('TRUST_OUTSIDE', 'T4', { effects: ['TRUST_OUTSIDE'] }, [
    'somebody of another account, or of none that is known, is let in',
    'let in identities of the same account only, or state the account',
  ]),
  rule('UNKNOWN_ACTION', 'T4', { effects: ['UNKNOWN_ACTION'] }, [
    'an action is allowed that no table has, so that it may be anything',
    'name actions that are documented, or use a version of Countersign that knows this one',
  ]),
];

/** What weighs more where people depend on it. */
function production(): readonly TierRule[] {
  const environmentClass = ['production'];
  return [
    rule('SCOPE_WIDENED_IN_PRODUCTION', 'T3', { effects: ['SCOPE_WIDENED'], environmentClass }, [
      'the same actions reach more than before, in production',
      'keep to the resources there were',
    ]),
    rule(
      'AGENT_WRITES_IN_PRODUCTION',
      'T3',
      { author: ['agent'], effects: ['ADDS_WRITE', 'ADDS_TAGGING'], environmentClass },
      ['an agent wrote what changes things in production', 'have a human write it'],
    ),
    rule(
      'STALE_INPUT_IN_PRODUCTION',
      'T3',
      { facts: ['stale-input'], verdict: gaining(), environmentClass },
      [
        'it was made from inventory or use that is older than accepted, in production',
        'draft it again from fresh inputs',
      ],
    ),
  ];
}

/** Names that classes of data usually have where reading it is a risk; a workspace names its own. */
function sensitive(): readonly string[] {
  return ['confidential', 'restricted', 'secret', 'personal', 'pii', 'phi', 'pci'];
}

/** Verdicts under which something new is or may be allowed. */
function gaining(): NonNullable<TierCondition['verdict']> {
  return ['broader', 'incomparable', 'undetermined'];
}

function rule(
  code: string,
  tier: Tier,
  when: Partial<TierCondition>,
  [because, lower]: readonly [string, string],
): TierRule {
  return { code, tier, when: { ...always(), ...when }, because, lower };
}

function always(): TierCondition {
  return {
    effects: null,
    verdict: null,
    environmentClass: null,
    dataClass: null,
    author: null,
    facts: null,
  };
}
