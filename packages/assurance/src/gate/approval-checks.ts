import {
  type ApprovalStatement,
  addSeconds,
  CLOCK_SKEW_SECONDS,
  credentialInForce,
  isExpired,
  isTierAtLeast,
  lowerAssurance,
  type SignedApproval,
  type VerifiedApproval,
} from '@countersign/domain';
import {
  type Checkpoint,
  type Digest,
  logOrigin,
  type Refusal,
  toBase64,
} from '@countersign/evidence';
import { gateRefusal, unless } from './gate-refusal.ts';
import { isSame } from './same.ts';
import type { World } from './world.ts';

/** The approvals that stand, each a human's own signature over exactly this release; and what is wrong with others. */
export interface StandingApprovals {
  readonly statements: readonly ApprovalStatement[];
  /** As rules count them: human, credential and effective assurance. */
  /** Each with the key that signed, which the newest Roster must still list. */
  readonly counted: readonly SignedApproval[];
  readonly faults: readonly Refusal[];
}

/** Checks every approval in the bundle, and that they are the ones the release names. */
export function standingApprovals(world: World, checkpoint: Checkpoint | null): StandingApprovals {
  const { bundle, facts } = world;
  const faults: Refusal[] = [...namedFaults(world, bundle.approvals)];
  const counted: SignedApproval[] = [];
  const statements: ApprovalStatement[] = [];
  for (const approval of bundle.approvals) {
    const verified = facts.approval(approval);
    if (verified === undefined) {
      faults.push(
        gateRefusal(
          'APPROVAL_SIGNATURE',
          `the signature of approval \`${approval}\` does not verify`,
          { approval },
        ),
      );
      continue;
    }
    const signer = signerOf(verified, world);
    const wrong = [
      ...signerFaults(approval, verified, signer),
      ...statementFaults(verified.statement, world, checkpoint),
    ];
    faults.push(...wrong);
    statements.push(verified.statement);
    if (wrong.length === 0 && signer !== undefined) counted.push(signer);
  }
  return { statements, counted, faults: [...faults, ...togetherFaults(statements, world)] };
}

/** The list in the release is closed too: none is missing, none was added. */
export function namedFaults({ bundle }: World, given: readonly Digest[]): readonly Refusal[] {
  const { approvals: named } = bundle.release.claimed;
  const missing = named.filter((one) => !given.includes(one));
  const added = given.filter((one) => !named.includes(one));
  return [
    ...missing.map((approval) =>
      gateRefusal(
        'APPROVAL_MISSING',
        `the release names approval \`${approval}\`, which the bundle does not hold`,
        { approval },
      ),
    ),
    ...added.map((approval) =>
      gateRefusal('APPROVAL_BINDING', `the release does not name approval \`${approval}\``, {
        approval,
      }),
    ),
    ...unless(
      new Set(named).size === named.length,
      'APPROVAL_BINDING',
      'the release names an approval twice',
    ),
  ];
}

/** A human's signature on a statement that says who, when and under which Roster. */
export interface SignedByOne extends Omit<VerifiedApproval, 'statement'> {
  readonly statement: Pick<ApprovalStatement, 'approver' | 'issuedAt' | 'rosterNumber'>;
}

/** Who signed, by the Roster the approval names, in force when it was signed; the key decides, not the words. */
export function signerOf(
  { statement, credential, publicKey, assurance }: SignedByOne,
  { rosters }: World,
): SignedApproval | undefined {
  const { approver, issuedAt, rosterNumber } = statement;
  const roster = rosters.versions.get(rosterNumber)?.document;
  if (roster === undefined || approver.credential !== credential) return undefined;
  const owner = { human: approver.human, credential };
  const listed = credentialInForce(roster, owner, issuedAt);
  if (listed === undefined || listed.publicKey !== publicKey) return undefined;
  return { ...owner, publicKey, assurance: lowerAssurance(listed.assurance, assurance) };
}

/** APPROVAL_SIGNER unless the key is the one listed, in person, with the assurance said. */
export function signerFaults(
  approval: Digest,
  { statement }: SignedByOne,
  signer: SignedApproval | undefined,
): readonly Refusal[] {
  const { approver, rosterNumber, issuedAt } = statement;
  if (signer === undefined) {
    const message = `the key of approval \`${approval}\` is not one that roster ${rosterNumber} lists for \`${approver.human}\` at ${issuedAt}`;
    return [gateRefusal('APPROVAL_SIGNER', message, { approval })];
  }
  return unless(
    signer.assurance === approver.assurance && approver.onBehalfOf === null,
    'APPROVAL_SIGNER',
    `approval \`${approval}\` says \`${approver.assurance}\`, its signature shows \`${signer.assurance}\``,
  );
}

function statementFaults(
  statement: ApprovalStatement,
  world: World,
  checkpoint: Checkpoint | null,
): readonly Refusal[] {
  return [
    ...boundFaults(statement, world),
    ...confirmationFaults(statement, world),
    ...timeFaults(statement, world),
    ...checkpointFaults(statement, world, checkpoint),
  ];
}

/** INV-3: what it binds is what the bundle holds. If any of it moved, it is void. */
function boundFaults(
  statement: ApprovalStatement,
  { bundle, ruleSets }: World,
): readonly Refusal[] {
  const { claimed } = bundle.release;
  const rule = ruleSets.versions.get(statement.rule.ruleSet);
  const bound: Readonly<Record<string, readonly [unknown, unknown]>> = {
    workspace: [statement.workspace, claimed.workspace],
    policy: [statement.policy, claimed.policy],
    environment: [statement.environment, claimed.environment],
    from: [statement.from, claimed.from],
    to: [statement.to, claimed.to],
    verification: [statement.verification, claimed.verification],
    requirement: [statement.requirement, bundle.requirement.digest],
    presented: [statement.presented, bundle.summary],
    validUntil: [statement.validUntil, claimed.validUntil],
    onLapse: [statement.onLapse, claimed.onLapse],
    'rule.ruleSetDigest': [statement.rule.ruleSetDigest, rule?.digest ?? null],
    'rule.name': [rule?.document.rules.some(({ name }) => name === statement.rule.name), true],
    rosterNumber: [statement.rosterNumber <= claimed.roster.number, true],
    'rule.ruleSet': [statement.rule.ruleSet <= claimed.ruleSet.number, true],
  };
  const moved = Object.keys(bound).filter((field) => bound[field]?.[0] !== bound[field]?.[1]);
  return unless(
    moved.length === 0,
    'APPROVAL_BINDING',
    `\`${statement.approver.human}\` approved something else: \`${moved.join('`, `')}\` differs`,
    { human: statement.approver.human, fields: moved },
  );
}

/** The six confirmations (DESIGN section 6), each about what this bundle holds. */
function confirmationFaults(statement: ApprovalStatement, { bundle }: World): readonly Refusal[] {
  const { intent, risk, denial, ownership, scope } = statement.confirmations;
  const { owner, backupOwner, deny } = bundle.requirement.document;
  const unfit = [
    ...(intent.requirement === bundle.requirement.digest ? [] : ['intent']),
    ...(risk.tier === statement.tier ? [] : ['risk']),
    ...(isSame(sorted(denial.proved), sorted(deny.map(({ id }) => id))) ? [] : ['denial']),
    ...(ownership.owner === owner && ownership.backup === backupOwner ? [] : ['ownership']),
    ...(scope.presented === bundle.summary ? [] : ['scope']),
  ];
  return unless(
    unfit.length === 0,
    'APPROVAL_CONFIRMATION',
    `\`${statement.approver.human}\` did not confirm \`${unfit.join('`, `')}\` of this bundle`,
    { human: statement.approver.human, confirmations: unfit },
  );
}

/** In code unit order. */
export const sorted = (texts: readonly string[]): readonly string[] =>
  texts.toSorted((a, b) => (a < b ? -1 : 1));

/** Signed before the release, and the release before `notAfter`: neither signature outlives its purpose. */
function timeFaults(
  { issuedAt, notAfter, approver }: ApprovalStatement,
  world: World,
): readonly Refusal[] {
  const released = world.bundle.release.claimed.issuedAt;
  return unless(
    issuedAt <= addSeconds(released, CLOCK_SKEW_SECONDS) && !isExpired(notAfter, released),
    'APPROVAL_TIME',
    `\`${approver.human}\` approved at ${issuedAt}, not after ${notAfter}; released at ${released}`,
    { human: approver.human },
  );
}

/** Nobody can have seen a head of the log that is newer than the bundle's. */
export function checkpointFaults(
  { checkpoint: seen, approver }: Pick<ApprovalStatement, 'checkpoint' | 'approver'>,
  { trust }: World,
  checkpoint: Checkpoint | null,
): readonly Refusal[] {
  if (checkpoint === null) return [];
  const isEarlier =
    seen.size < checkpoint.size ||
    (seen.size === checkpoint.size && seen.root === toBase64(checkpoint.root));
  return unless(
    isEarlier && seen.origin === logOrigin(trust.workspace),
    'APPROVAL_CHECKPOINT',
    `\`${approver.human}\` saw the log \`${seen.origin}\` at ${seen.size} entries, the bundle's head has ${checkpoint.size}`,
    { human: approver.human },
  );
}

/** All approvals of one candidate bind the same bytes, by different humans, none of whom released it. */
function togetherFaults(
  statements: readonly ApprovalStatement[],
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
      'the approvals do not all bind the same candidate, rule and dates',
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
      `\`${triggeredBy}\` approved this and released it too`,
    ),
  ];
}

/** What is frozen at submission (FORMATS section 6). */
function frozen(statement: ApprovalStatement): unknown {
  const { approver: _a, reason: _r, checkpoint: _c, nonce: _n, issuedAt: _i, ...rest } = statement;
  return rest;
}
