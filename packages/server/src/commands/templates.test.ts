import { type GateVerdict, verifyBundle, verifyExport } from '@countersign/assurance';
import { addSeconds, type Id } from '@countersign/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditExport } from '../queries/audit-export.ts';
import { decisionView, listDecisions } from '../queries/decision-views.ts';
import { releaseBundle } from '../queries/release-bundle.ts';
import { releaseView } from '../queries/release-views.ts';
import { listTemplates } from '../queries/template-views.ts';
import { applyStandingApproval } from './apply-standing-approval.ts';
import { assignResourceOwner } from './assign-resource-owner.ts';
import {
  reviewStandingDecision,
  revokeDelegation,
  revokeStandingApproval,
  submitTemplate,
} from './decide-template.ts';
import { draftTemplate, reviseTemplate } from './draft-template.ts';
import { grantDelegation } from './grant-delegation.ts';
import { instantiateTemplate, listed } from './instantiate-template.ts';
import { revokeRelease } from './revoke-release.ts';
import { sweepDeadlines } from './sweep-deadlines.ts';
import { readTar } from './testing/read-tar.ts';
import {
  codesOf,
  drafted,
  must,
  policyText,
  type Surroundings,
  submit,
  viewOf,
} from './testing/steps.ts';
import {
  sign,
  standingTemplate,
  teamNeed,
  teamSurroundings,
  templateInput,
  templateOf,
  trustPolicyOf,
} from './testing/templates.ts';
import { foundedWorld, PEOPLE, STAGING, type World } from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
  must(
    await assignResourceOwner(world.deps, world.caller(PEOPLE.author), {
      environment: STAGING,
      resources: ['arn:aws:s3:::invoices/*'],
      owner: PEOPLE.owner.human,
    }),
  );
});

afterAll(() => world.close());

const instantiate = (
  template: Id,
  around: Surroundings,
  values: Record<string, string> = { team: 'team-blue' },
  more: { readonly by?: (typeof PEOPLE)['author']; readonly delegation?: Id } = {},
) =>
  instantiateTemplate(world.deps, world.caller(more.by ?? PEOPLE.author), {
    template,
    policy: around.policy,
    requirement: around.requirement,
    values,
    delegation: more.delegation ?? null,
  });

describe('a template', () => {
  test('is verified against everything it may become, and signed by the humans its tier asks for', async () => {
    const { deps } = world;
    const author = world.caller(PEOPLE.author);
    const { id } = must(await draftTemplate(deps, author, templateInput(world)));
    const view = await templateOf(world, id);
    expect(view).toMatchObject({ state: 'verified', verdict: 'broader', tier: 'T3' });
    expect(view.verification?.outcome).toBe('passed');
    const template = await standingTemplate(world);
    expect(await templateOf(world, template)).toMatchObject({
      state: 'approved',
      ruleTree: { status: 'satisfied' },
      signatures: [{ human: PEOPLE.owner.human }, { human: PEOPLE.security.human }],
    });
    const listing = await listTemplates(deps, world.workspace, { limit: 10, state: 'approved' });
    expect(listing.items[0]).toMatchObject({ id: template, name: 'read-one-team' });
  });

  test('with a hole nobody fills, or an envelope that needs more than it says, is not approved', async () => {
    const author = world.caller(PEOPLE.author);
    const hole = templateInput(world, {
      policy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::<<nobody>>/*' },
        ],
      },
    });
    const refused = await draftTemplate(world.deps, author, hole);
    expect(refused.ok).toBe(false);
    const wide = templateInput(world, {
      envelope: policyText(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::invoices/team-*'),
    });
    const { id } = must(await draftTemplate(world.deps, author, wide));
    expect(await templateOf(world, id)).toMatchObject({ state: 'failed' });
  });
});

describe('an instance', () => {
  test('inside the bounds is decided, released and passes a gate that takes the basis', async () => {
    const template = await standingTemplate(world);
    const around = await teamSurroundings(world);
    const made = must(await instantiate(template, around));
    expect(made).toMatchObject({ reasons: [] });
    expect(await viewOf(world, made.id)).toMatchObject({ state: 'released' });
    const release = await releaseView(world.deps, world.workspace, made.release ?? '');
    expect(release).toMatchObject({ basis: 'standing', triggeredBy: template });
    const files = await readTar(
      must(await releaseBundle(world.deps, world.workspace, made.release ?? '')),
    );
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'template.json',
        'instance.json',
        'standing-proof.dsse',
        'standing/000001.dsse',
        'standing/000002.dsse',
      ]),
    );
    const asked = {
      environment: STAGING,
      trust: await trustPolicyOf(world, ['approvals', 'standing']),
      state: null,
      now: world.deps.now(),
    };
    expect(gateCodes(verifyBundle(files, asked))).toEqual([]);
    const without = { ...asked, trust: await trustPolicyOf(world, ['approvals']) };
    expect(gateCodes(verifyBundle(files, without))).toEqual(['BASIS_NOT_TRUSTED']);
  });

  test('is listed by everyone in whose name it was decided, with its values (R46)', async () => {
    const template = await standingTemplate(world);
    const made = must(await instantiate(template, await teamSurroundings(world)));
    for (const { human } of [PEOPLE.owner, PEOPLE.security]) {
      const { items } = await listDecisions(world.deps, world.workspace, {
        limit: 1,
        inNameOf: human,
      });
      expect(items[0]).toMatchObject({
        id: made.decision,
        candidate: made.id,
        values: { team: ['team-blue'] },
        state: 'live',
      });
    }
    const { items } = await listDecisions(world.deps, world.workspace, {
      limit: 10,
      inNameOf: PEOPLE.stranger.human,
    });
    expect(items).toEqual([]);
  });

  test('with one parameter outside is a candidate for an ordinary review, with the reason said', async () => {
    const template = await standingTemplate(world);
    const around = await teamSurroundings(world, { team: 'everybody' });
    const made = must(await instantiate(template, around, { team: 'everybody' }));
    expect(made.decision).toBeNull();
    expect(made.reasons.map(({ message }) => message)).toContain(
      '`everybody` does not match the pattern `team-*` (parameter `team`)',
    );
    expect(made.reasons.map(({ code }) => code)).toContain('NOT_PROVED_WITHIN');
    expect(await viewOf(world, made.id)).toMatchObject({ state: 'verified' });
    must(await submit(world, made.id));
    expect(await viewOf(world, made.id)).toMatchObject({ state: 'in-review' });
  });

  test('with a value that could say something else makes no policy at all', async () => {
    const template = await standingTemplate(world);
    const around = await teamSurroundings(world);
    expect(codesOf(await instantiate(template, around, { team: 'team-*' }))).toEqual([
      'WRONG_PARAMETER',
    ]);
  });

  test('that does not fit what was needed is not decided, whatever the envelope allows', async () => {
    const template = await standingTemplate(world);
    const around = await teamSurroundings(world, { team: 'team-red' });
    const made = must(await instantiate(template, around, { team: 'team-blue' }));
    expect(made.decision).toBeNull();
    expect(made.reasons.map(({ code }) => code)).toContain('WRONG_STATE');
    expect(await viewOf(world, made.id)).toMatchObject({ state: 'failed' });
  });

  test('another draft in its place is not decided as if it were the instance', async () => {
    const template = await standingTemplate(world);
    const around = await teamSurroundings(world);
    const text = policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/team-blue/*');
    const same = await drafted(world, around, text);
    const values = listed({ team: 'team-green' });
    const input = { candidate: same, template, values, delegation: null };
    expect(codesOf(await applyStandingApproval(world.deps, world.workspace, input))).toEqual([
      'OUTSIDE_TEMPLATE',
    ]);
    const own = { ...input, values: listed({ team: 'team-blue' }) };
    must(await applyStandingApproval(world.deps, world.workspace, own));
  });

  test('of a class is for identities of that class alone', async () => {
    const selector = { externalIds: ['ci-runner-*'], nhis: null };
    const template = await standingTemplate(world, { selector });
    const runner = await teamSurroundings(world, { externalId: 'ci-runner-7' });
    expect(must(await instantiate(template, runner))).toMatchObject({ reasons: [] });
    const other = await teamSurroundings(world, { externalId: 'billing-service' });
    const made = must(await instantiate(template, other));
    expect(made.reasons.map(({ code }) => code)).toEqual(['SELECTOR_MISMATCH']);
  });
});

describe('cap and ceiling', () => {
  test('hold when many instances are asked for at once', async () => {
    const template = await standingTemplate(world, { cap: { perNhi: 1, total: 3 } });
    const all = [];
    for (let at = 0; at < 6; at += 1) all.push(await teamSurroundings(world));
    const made = await Promise.all(all.map((around) => instantiate(template, around)));
    const answers = made.map((one) => must(one));
    expect(answers.filter(({ decision }) => decision !== null)).toHaveLength(3);
    const refused = answers.filter(({ decision }) => decision === null);
    expect(refused.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['CAP_REACHED'],
      ['CAP_REACHED'],
      ['CAP_REACHED'],
    ]);
  });

  test('the ceiling holds on the live instances of one identity together, also at once', async () => {
    const template = await standingTemplate(world, {
      ceiling: policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/team-b*'),
    });
    const blue = await teamSurroundings(world);
    const black = await teamNeed(world, blue.nhi, 'team-black');
    const both = await Promise.all([
      instantiate(template, blue, { team: 'team-blue' }),
      instantiate(template, black, { team: 'team-black' }),
    ]);
    expect(both.map((one) => must(one).reasons)).toEqual([[], []]);
    const red = await teamSurroundings(world, { team: 'team-red' });
    const beyond = must(await instantiate(template, red, { team: 'team-red' }));
    expect(beyond.reasons.map(({ message }) => message)).toContain(
      '`within-ceiling` is not proved',
    );
  });

  test('an instance that was revoked makes room', async () => {
    const template = await standingTemplate(world, { cap: { perNhi: 1, total: 1 } });
    const first = must(await instantiate(template, await teamSurroundings(world)));
    const release = first.release ?? '';
    const rex = world.caller(PEOPLE.security);
    must(await revokeRelease(world.deps, rex, { release, reason: 'done' }));
    const second = must(await instantiate(template, await teamSurroundings(world)));
    expect(second.reasons).toEqual([]);
    const ended = await decisionView(world.deps, world.workspace, first.decision ?? '');
    expect(ended).toMatchObject({ state: 'ended', ended: { why: 'revoked' } });
  });
});

describe('what ends a standing approval', () => {
  test('an edit: the next instance goes to a review', async () => {
    const template = await standingTemplate(world);
    const expected = (await templateOf(world, template)).digest;
    const input = templateInput(world, {
      name: 'read-one-team-longer',
      timeToLiveSeconds: 864_001,
    });
    const author = world.caller(PEOPLE.author);
    must(await reviseTemplate(world.deps, author, { ...input, template, expected }));
    expect(await templateOf(world, template)).toMatchObject({ state: 'verified', signatures: [] });
    const made = must(await instantiate(template, await teamSurroundings(world)));
    expect(made.reasons.map(({ code }) => code)).toEqual(['STANDING_NOT_IN_FORCE']);
  });

  test('a human who revokes it, which withholds the fresh word for what it let through', async () => {
    const template = await standingTemplate(world);
    const made = must(await instantiate(template, await teamSurroundings(world)));
    const security = world.caller(PEOPLE.security);
    const input = { template, reason: 'not needed', withReleases: true };
    must(await revokeStandingApproval(world.deps, security, input));
    const release = await releaseView(world.deps, world.workspace, made.release ?? '');
    expect(release?.state).toBe('revoked');
    const kept = await standingTemplate(world);
    const other = must(await instantiate(kept, await teamSurroundings(world)));
    const keeping = { template: kept, reason: 'not needed', withReleases: false };
    must(await revokeStandingApproval(world.deps, security, keeping));
    const bundle = await releaseBundle(world.deps, world.workspace, other.release ?? '');
    const files = await readTar(must(bundle));
    expect(files.has('freshness.dsse')).toBe(false);
  });

  test('a concern of a human who looked at a decision afterwards', async () => {
    const template = await standingTemplate(world);
    const made = must(await instantiate(template, await teamSurroundings(world)));
    const decision = made.decision ?? '';
    const look = { decision, verdict: 'concern' as const, note: 'why this bucket?' };
    const author = await reviewStandingDecision(world.deps, world.caller(PEOPLE.author), look);
    expect(codesOf(author)).toContain('SELF_APPROVAL');
    must(await reviewStandingDecision(world.deps, world.caller(PEOPLE.stranger), look));
    expect(await templateOf(world, template)).toMatchObject({ state: 'suspended' });
    const view = await decisionView(world.deps, world.workspace, decision);
    expect(view?.reviewed).toMatchObject({ verdict: 'concern', note: 'why this bucket?' });
  });
});

describe('a delegation', () => {
  test('is narrower than the template, and proved to be', async () => {
    const template = await standingTemplate(world);
    const author = world.caller(PEOPLE.author);
    const input = {
      template,
      delegate: PEOPLE.stranger.human,
      cap: { perNhi: 1, total: 1 },
      until: addSeconds(world.deps.now(), 86_400),
    };
    const wide = policyText(['s3:*'], '*');
    const refused = await grantDelegation(world.deps, author, { ...input, envelope: wide });
    expect(codesOf(refused)).toEqual(['NOT_PROVED_WITHIN']);
    const envelope = policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/team-blue/*');
    must(await grantDelegation(world.deps, author, { ...input, envelope }));
    const delegation = (await templateOf(world, template)).delegations[0]?.id ?? '';
    const by = PEOPLE.stranger as unknown as (typeof PEOPLE)['author'];
    const blue = await teamSurroundings(world);
    const own = must(await instantiate(template, blue, { team: 'team-blue' }, { by }));
    expect(own.reasons.map(({ code }) => code)).toEqual(['NOT_AN_INSTANTIATOR']);
    const again = { by, delegation };
    const red = await teamSurroundings(world, { team: 'team-red' });
    const beyond = must(await instantiate(template, red, { team: 'team-red' }, again));
    expect(beyond.reasons.map(({ message }) => message)).toContain(
      '`within-delegation` is not proved',
    );
    const within = must(
      await instantiate(
        template,
        await teamSurroundings(world),
        {
          team: 'team-blue',
        },
        again,
      ),
    );
    expect(within.reasons).toEqual([]);
    const reason = 'done';
    must(await revokeDelegation(world.deps, author, { template, delegation, reason }));
    const late = must(
      await instantiate(
        template,
        await teamSurroundings(world),
        {
          team: 'team-blue',
        },
        again,
      ),
    );
    expect(late.reasons.map(({ code }) => code)).toContain('UNKNOWN_DELEGATION');
  });
});

test('a signature is not taken from who wrote the template', async () => {
  const author = world.caller(PEOPLE.author);
  const { id } = must(await draftTemplate(world.deps, author, templateInput(world)));
  const validUntil = addSeconds(world.deps.now(), 86_400);
  must(await submitTemplate(world.deps, author, { template: id, validUntil }));
  expect(codesOf(await sign(world, id, PEOPLE.author, 'founder'))).toContain('SELF_APPROVAL');
});

test('the sweep records what ended, and the audit finds every decision legitimate', async () => {
  world.advance(11 * 86_400);
  await sweepDeadlines(world.deps, world.workspace);
  const { items } = await listDecisions(world.deps, world.workspace, { limit: 100, state: 'live' });
  expect(items).toEqual([]);
  const files = await readTar(must(await auditExport(world.deps, world.workspace)));
  const report = verifyExport({ files, known: null });
  expect(report.findings).toEqual([]);
  expect(report.ok).toBe(true);
});

const gateCodes = (verdict: GateVerdict): readonly string[] =>
  verdict.ok ? [] : verdict.refusals.map(({ code }) => code);
