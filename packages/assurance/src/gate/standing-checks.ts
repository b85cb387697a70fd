import {
  addSeconds,
  CLOCK_SKEW_SECONDS,
  evaluateNewest,
  evaluateRule,
  isExpired,
  isTierAtLeast,
  type RuleInput,
  type RuleTree,
  type SignedApproval,
  type StandingApprovalStatement,
} from '@countersign/domain';
import type { Checkpoint, Digest, Refusal } from '@countersign/evidence';
import {
  checkpointFaults,
  namedFaults,
  signerFaults,
  signerOf,
  sorted,
} from './approval-checks.ts';
import { gateRefusal, unless } from './gate-refusal.ts';
import { instanceFaults } from './instance-checks.ts';
import type { StandingFiles } from './read-bundle.ts';
import { riskFaults, tierAt } from './risk-checks.ts';
import { notSatisfied } from './rule-checks.ts';
import { isSame } from './same.ts';
import type { World } from './world.ts';

/** The files of a standing approval belong to its basis alone. */
export function noStandingFiles({ bundle }: World): readonly Refusal[] {
  const { basis } = bundle.release.claimed;
  return bundle.standingPaths.map((path) =>
    gateRefusal('STANDING_FILES', `\`${path}\` is no file of a release on the basis \`${basis}\``, {
      path,
    }),
  );
}

/**
 * A release that a standing approval decided (ADR-0019): humans signed its template, as their rule and the newest ask,
 * and the policy is what that template makes of values inside its bounds. The last the gate computes itself, so that
 * no key of a server stands between what humans signed and what is let through.
 */
export function standingFaults(world: World, checkpoint: Checkpoint | null): readonly Refusal[] {
  const { bundle } = world;
  const { standing } = bundle;
  if (standing === null) return [missing()];
  const signed = templateSignatures(world, standing, checkpoint);
  return [
    ...bundle.approvals.map((approval) =>
      gateRefusal(
        'STANDING_FILES',
        `approval \`${approval}\` is none of a release on the basis \`standing\``,
        { approval },
      ),
    ),
    ...signed.faults,
    ...ruleFaults(world, standing, signed),
    ...signed.statements.slice(0, 1).flatMap((first) => ratingFaults(world, first)),
    ...instanceFaults(world, standing),
  ];
}

function missing(): Refusal {
  const message =
    'a release on the basis `standing` needs `template.json`, `instance.json` and `standing-proof.dsse`';
  return gateRefusal('STANDING_FILES', message);
}

interface TemplateSignatures {
  readonly statements: readonly StandingApprovalStatement[];
  readonly counted: readonly SignedApproval[];
  readonly faults: readonly Refusal[];
}

/** Checks every signature on the template, and that they are the ones the release names. */
function templateSignatures(
  world: World,
  standing: StandingFiles,
  checkpoint: Checkpoint | null,
): TemplateSignatures {
  const faults: Refusal[] = [...namedFaults(world, standing.signatures)];
  const counted: SignedApproval[] = [];
  const statements: StandingApprovalStatement[] = [];
  for (const approval of standing.signatures) {
    const verified = world.facts.standingApproval(approval);
    if (verified === undefined) {
      faults.push(unverified(approval));
      continue;
    }
    const { statement } = verified;
    const signer = signerOf(verified, world);
    const wrong = [
      ...signerFaults(approval, verified, signer),
      ...boundFaults(statement, world, standing),
      ...confirmationFaults(statement, standing),
      ...timeFaults(statement, world),
      ...checkpointFaults(statement, world, checkpoint),
    ];
    faults.push(...wrong);
    statements.push(statement);
    if (wrong.length === 0 && signer !== undefined) counted.push(signer);
  }
  return { statements, counted, faults: [...faults, ...togetherFaults(statements, world)] };
}

function unverified(approval: Digest): Refusal {
  const message = `the signature of standing approval \`${approval}\` does not verify`;
  return gateRefusal('APPROVAL_SIGNATURE', message, { approval });
}

/** INV-3: what a signature binds is this template, with its bounds, here. */
function boundFaults(
  statement: StandingApprovalStatement,
  { bundle, ruleSets }: World,
  { template, instance }: StandingFiles,
): readonly Refusal[] {
  const { claimed } = bundle.release;
  const rule = ruleSets.versions.get(statement.rule.ruleSet);
  const { envelope, ceiling, cap } = template.document;
  const bound: Readonly<Record<string, readonly [unknown, unknown]>> = {
    workspace: [statement.workspace, claimed.workspace],
    environment: [statement.environment, claimed.environment],
    template: [statement.template, instance.document.template],
    templateDigest: [statement.templateDigest, template.digest],
    envelope: [statement.envelope, envelope],
    ceiling: [statement.ceiling, ceiling],
    'cap.perNhi': [statement.cap.perNhi, cap.perNhi],
    'cap.total': [statement.cap.total, cap.total],
    'rule.ruleSetDigest': [statement.rule.ruleSetDigest, rule?.digest ?? null],
    'rule.name': [rule?.document.rules.some(({ name }) => name === statement.rule.name), true],
    rosterNumber: [statement.rosterNumber <= claimed.roster.number, true],
    'rule.ruleSet': [statement.rule.ruleSet <= claimed.ruleSet.number, true],
  };
  const moved = Object.keys(bound).filter((field) => bound[field]?.[0] !== bound[field]?.[1]);
  const { human } = statement.approver;
  return unless(
    moved.length === 0,
    'APPROVAL_BINDING',
    `\`${human}\` approved something else for good: \`${moved.join('`, `')}\` differs`,
    { human, fields: moved },
  );
}

/** The six confirmations (DESIGN section 6), each about this template. */
function confirmationFaults(
  statement: StandingApprovalStatement,
  { template }: StandingFiles,
): readonly Refusal[] {
  const { intent, risk, denial, ownership, scope } = statement.confirmations;
  const { owner, backupOwner, need, envelope, ceiling, cap } = template.document;
  const { presented } = statement;
  const unfit = [
    ...(intent.template === template.digest ? [] : ['intent']),
    ...(risk.tier === statement.tier ? [] : ['risk']),
    ...(isSame(sorted(denial.proved), sorted(need.deny.map(({ id }) => id))) ? [] : ['denial']),
    ...(ownership.owner === owner && ownership.backup === backupOwner ? [] : ['ownership']),
    ...(isSame(scope, { presented, envelope, ceiling, cap }) ? [] : ['scope']),
  ];
  const { human } = statement.approver;
  return unless(
    unfit.length === 0,
    'APPROVAL_CONFIRMATION',
    `\`${human}\` did not confirm \`${unfit.join('`, `')}\` of this template`,
    { human, confirmations: unfit },
  );
}

/** Signed before the release, which came before what was signed ran out, and ends no later. */
function timeFaults(
  { issuedAt, validUntil, approver }: StandingApprovalStatement,
  { bundle }: World,
): readonly Refusal[] {
  const { claimed } = bundle.release;
  return [
    ...unless(
      issuedAt <= addSeconds(claimed.issuedAt, CLOCK_SKEW_SECONDS),
      'APPROVAL_TIME',
      `\`${approver.human}\` approved at ${issuedAt}; released at ${claimed.issuedAt}`,
      { human: approver.human },
    ),
    ...unless(
      !isExpired(validUntil, claimed.issuedAt) && claimed.validUntil <= validUntil,
      'STANDING_EXPIRED',
      `the standing approval was valid until ${validUntil}; released at ${claimed.issuedAt} until ${claimed.validUntil}`,
      { validUntil },
    ),
  ];
}

/** All signatures bind the same bytes, by different humans, none of whom released it. */
function togetherFaults(
  statements: readonly StandingApprovalStatement[],
  { bundle }: World,
): readonly Refusal[] {
  const [first, ...others] = statements.map(frozen);
  const humans = statements.map(({ approver }) => approver.human);
  const { triggeredBy } = bundle.release.claimed;
  const isHigh = statements.some(({ tier }) => isTierAtLeast(tier, 'T2'));
  return [
    ...unless(
      others.every((one) => isSame(one, first)),
      'APPROVAL_BINDING',
      'the signatures do not all bind the same template, rule and dates',
    ),
    ...unless(
      new Set(humans).size === humans.length,
      'APPROVAL_BINDING',
      'one human approved twice',
    ),
    // INV-4: whoever triggers the release is not an approver from T2 up.
    ...unless(
      !(isHigh && humans.includes(triggeredBy)),
      'RELEASER_IS_APPROVER',
      `\`${triggeredBy}\` approved the template and released an instance of it too`,
    ),
  ];
}

/** What is frozen at submission. */
function frozen(statement: StandingApprovalStatement): unknown {
  const { approver: _a, reason: _r, checkpoint: _c, nonce: _n, issuedAt: _i, ...rest } = statement;
  return rest;
}

/** INV-3, INV-4: as signed and under the newest law, without those who do not count for this instance. */
function ruleFaults(
  { bundle, rosters, ruleSets }: World,
  standing: StandingFiles,
  { statements, counted }: TemplateSignatures,
): readonly Refusal[] {
  const [first] = statements;
  if (first === undefined) return [notSatisfied('SIGNED_RULE_NOT_SATISFIED', null)];
  const disqualified = barred(first, standing, bundle.requirement.document);
  const given = { approvals: counted, rejects: [] };
  const { name, resolved } = first.rule;
  const asSigned = evaluateRule({ name, resolved, disqualified, ...given });
  const newest: RuleTree | null =
    rosters.newest === null || ruleSets.newest === null
      ? null
      : evaluateNewest({
          ruleSet: ruleSets.newest.document,
          roster: rosters.newest.document,
          ...given,
          scope: {
            environment: first.environment,
            tier: first.tier,
            // Everything the envelope allows is new: it was held against nothing.
            verdict: 'broader',
            resourceOwners: first.inputs.resourceOwners,
            disqualified,
            at: bundle.release.claimed.issuedAt,
          },
        });
  return [
    ...(asSigned.status === 'satisfied'
      ? []
      : [notSatisfied('SIGNED_RULE_NOT_SATISFIED', asSigned)]),
    ...(newest?.status === 'satisfied' ? [] : [notSatisfied('NEWEST_RULE_NOT_SATISFIED', newest)]),
  ];
}

/**
 * The instance is of no higher tier than the template was approved for, as signed and under the newest rules, within the
 * appetite and decided in everything: a template has no exceptions. Who drafted the instance is not known here.
 */
function ratingFaults(world: World, statement: StandingApprovalStatement): readonly Refusal[] {
  const rated = { ...statement, authors: null };
  const newest = world.ruleSets.newest?.document;
  const least = newest === undefined ? null : tierAt(world, newest, rated);
  return [
    ...riskFaults(world, rated),
    ...unless(
      least === null || isTierAtLeast(statement.tier, least.tier),
      'TIER_TOO_LOW',
      `the template was approved as ${statement.tier}, the instance is ${least?.tier} under the newest rules`,
      { signed: statement.tier, least: least?.tier ?? null },
    ),
  ];
}

/** Authors of the template and of the instance, and the owners of the identity, whether or not a list names them. */
function barred(
  { inputs }: StandingApprovalStatement,
  { instance }: StandingFiles,
  requirement: World['bundle']['requirement']['document'],
): RuleInput['disqualified'] {
  const named = (humans: readonly string[], why: 'author' | 'nhi-owner') =>
    humans.map((human) => ({ human, why }));
  return [
    ...inputs.disqualified,
    ...named([...inputs.authors, ...instance.document.authors], 'author'),
    ...instance.document.disqualified,
    ...named([...inputs.nhiOwners, requirement.owner, requirement.backupOwner], 'nhi-owner'),
  ];
}
