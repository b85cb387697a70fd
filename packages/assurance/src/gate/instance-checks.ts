import { addSeconds, CLOCK_SKEW_SECONDS, covers, isExpired } from '@countersign/domain';
import type { Refusal } from '@countersign/evidence';
import { gateRefusal, unless } from './gate-refusal.ts';
import type { StandingFiles } from './read-bundle.ts';
import { isServiceKey } from './release-checks.ts';
import type { World } from './world.ts';

/** The policy is what the template makes of these values, for this identity, for its time, and proved within. */
export function instanceFaults(world: World, standing: StandingFiles): readonly Refusal[] {
  return [
    ...madeFaults(world, standing),
    ...bindingFaults(world, standing),
    ...selectorFaults(standing),
    ...termFaults(world, standing),
    ...proofFaults(world, standing),
  ];
}

/**
 * Computed anew from template and values: what humans signed are the template's text and the bounds of its parameters,
 * and nothing else may decide what policy comes of it.
 */
function madeFaults({ bundle, facts }: World, { instance }: StandingFiles): readonly Refusal[] {
  const made = facts.instance(instance.digest);
  if (made === undefined) {
    const message = 'the instance is not of the template in the bundle';
    return [gateRefusal('INSTANCE_BINDING', message, { field: 'templateDigest' })];
  }
  const { to } = bundle.release.claimed;
  return [
    ...made.unfit.map((why) => gateRefusal('INSTANCE_OUTSIDE_TEMPLATE', why)),
    ...unless(
      made.to === to || made.unfit.length > 0,
      'INSTANCE_OUTSIDE_TEMPLATE',
      `the template makes \`${made.to}\` of these values, released is \`${to}\``,
      { expected: made.to, actual: to },
    ),
  ];
}

function bindingFaults(
  { bundle }: World,
  { template, instance }: StandingFiles,
): readonly Refusal[] {
  const { claimed } = bundle.release;
  const { document } = instance;
  const requirement = bundle.requirement.document;
  const bound: readonly (readonly [string, unknown, unknown])[] = [
    ['workspace', document.workspace, claimed.workspace],
    ['template workspace', template.document.workspace, claimed.workspace],
    ['environment', document.environment, claimed.environment],
    ['template environment', template.document.environment, claimed.environment],
    ['policy', document.policy, claimed.policy],
    ['templateDigest', document.templateDigest, template.digest],
    ['nhi', document.nhi, requirement.nhi],
    ['language', template.document.need.language, bundle.manifest.language],
  ];
  return bound.flatMap(([field, is, due]) =>
    unless(is === due, 'INSTANCE_BINDING', `the instance is about another \`${field}\``, { field }),
  );
}

/** R31: only identities of the class. */
function selectorFaults({ template, instance }: StandingFiles): readonly Refusal[] {
  const { externalIds, nhis } = template.document.selector;
  const { nhi, externalId } = instance.document;
  return [
    ...unless(
      nhis === null || nhis.includes(nhi),
      'INSTANCE_SELECTOR',
      `the template is not for identity \`${nhi}\``,
    ),
    ...unless(
      externalIds === null ||
        (externalId !== null && externalIds.some((one) => covers(one, externalId.text))),
      'INSTANCE_SELECTOR',
      'the external id of the identity is of another class than the template is for',
    ),
  ];
}

/** Life and lapse as the template says, from the release on; who may trigger it too. */
function termFaults({ bundle }: World, { template, instance }: StandingFiles): readonly Refusal[] {
  const { issuedAt, validUntil, onLapse, triggeredBy } = bundle.release.claimed;
  const { timeToLiveSeconds, expires, release } = template.document;
  const longest = addSeconds(issuedAt, timeToLiveSeconds + CLOCK_SKEW_SECONDS);
  return [
    ...unless(
      validUntil <= longest,
      'STANDING_EXPIRED',
      `an instance lives for ${timeToLiveSeconds} s at most, this one until ${validUntil}`,
      { validUntil },
    ),
    ...unless(
      !isExpired(expires, issuedAt),
      'STANDING_EXPIRED',
      `the template expired at ${expires}, released at ${issuedAt}`,
    ),
    ...unless(
      onLapse === template.document.onLapse,
      'INSTANCE_BINDING',
      `the template says \`${template.document.onLapse}\` on lapse, the release \`${onLapse}\``,
      { field: 'onLapse' },
    ),
    ...unless(
      release === 'automatic' || triggeredBy !== instance.document.template,
      'INSTANCE_BINDING',
      'the template lets a human trigger each release, and none did',
      { field: 'triggeredBy' },
    ),
  ];
}

const TESTS = ['instantiates', 'within-envelope', 'within-ceiling'];

/** The union of live instances cannot be seen from one bundle: that it is within the ceiling is signed, and audited. */
function proofFaults(
  { bundle, facts, rosters }: World,
  { template, instance, proof: digest }: StandingFiles,
): readonly Refusal[] {
  const { claimed } = bundle.release;
  const proof = facts.proof(digest);
  if (proof === undefined) {
    const message = '`standing-proof.dsse` does not verify';
    return [gateRefusal('INSTANCE_NOT_PROVED', message)];
  }
  const { configuration } = proof;
  const bound: readonly (readonly [string, unknown, unknown])[] = [
    ['policy', proof.of, claimed.to],
    ['instance', configuration['instance'], instance.digest],
    ['template', configuration['template'], template.digest],
    ['envelope', configuration['envelope'], template.document.envelope],
    ['ceiling', configuration['ceiling'], template.document.ceiling],
  ];
  const open = [
    ...TESTS.filter((test) => !proof.passed.includes(test)),
    ...[...proof.failed, ...proof.undetermined].filter((test) => !TESTS.includes(test)),
  ];
  const known = [...rosters.versions.values()].some(({ document }) =>
    isServiceKey(document, { use: 'release', publicKey: proof.publicKey }, claimed.issuedAt),
  );
  return [
    ...bound.flatMap(([field, is, due]) =>
      unless(is === due, 'INSTANCE_NOT_PROVED', `the proof is about another ${field}`, { field }),
    ),
    ...open.map((test) =>
      gateRefusal('INSTANCE_NOT_PROVED', `\`${test}\` is not proved`, { test }),
    ),
    ...unless(
      known,
      'INSTANCE_NOT_PROVED',
      'the proof is not signed by a release key of the roster',
    ),
  ];
}
