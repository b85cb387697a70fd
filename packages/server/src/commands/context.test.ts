import type { CandidateView } from '@countersign/api';
import { addSeconds, type Id } from '@countersign/domain';
import { digest, utf8 } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardrailImpact } from '../queries/guardrail-impact.ts';
import { previewCandidate } from '../queries/simulate-rules.ts';
import { adoptPolicy } from './adopt-policy.ts';
import { draftCandidate } from './draft-candidate.ts';
import { makeDraft } from './make-draft.ts';
import { recordInventory } from './record-inventory.ts';
import { registerNhi } from './register-nhi.ts';
import { stateRequirement } from './state-requirement.ts';
import {
  codesOf,
  drafted,
  must,
  policyText,
  READ,
  type Surroundings,
  submit,
  surroundings,
  viewOf,
} from './testing/steps.ts';
import { foundedWorld, PEOPLE, STAGING, tieredRuleSet, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await foundedWorld({ ruleSet: tieredRuleSet });
});
afterAll(() => world.close());

const SUBJECT = 'arn:aws:iam::123456789012:role/invoices';

/** Canonical text of a policy, as a reader of live policies makes it. */
async function canonicalOf(text: string): Promise<string> {
  const read = await world.deps.analysis.run({ kind: 'canonicalise', text });
  return read.ok && read.value.ok ? read.value.value.text : '';
}

/** An inventory of the environment with these policies of the identity beside each other. */
async function inventoryOf(policies: Readonly<Record<string, string>>, takenAt = world.deps.now()) {
  const texts = await Promise.all(
    Object.entries(policies).map(async ([name, text]) => ({ name, text: await canonicalOf(text) })),
  );
  const digests = texts.map(({ name, text }) => ({ name, text, digest: digest(utf8(text)) }));
  return {
    kind: 'inventory',
    v: 1,
    environment: STAGING,
    language: 'aws-iam',
    source: 'aws-authorization-details',
    tool: 'test',
    toolVersion: '1',
    takenAt,
    identities: [
      {
        externalId: SUBJECT,
        type: 'role',
        policies: digests.map((one) => ({ name: one.name, layer: 'identity', digest: one.digest })),
        boundary: null,
        groups: [],
        thirdParty: false,
        credentials: [],
        usedBy: ['invoices'],
        lastUsedAt: null,
        missing: [],
      },
    ],
    organization: null,
    objects: null,
    policies: Object.fromEntries(digests.map((one) => [one.digest, one.text])),
  };
}

const record = (document: object, who = world.caller(PEOPLE.author)) =>
  recordInventory(world.deps, who, { document: { ...document } });

const outcomeOf = ({ verification }: CandidateView, name: string): string | undefined =>
  verification?.checks.find((one) => one.name === name)?.outcome;

describe('a candidate under rules with tiers', () => {
  let around: Surroundings;
  beforeAll(async () => {
    around = await surroundings(world);
  });

  test('is verified in what is known, and every document that the result names is stored', async () => {
    const view = await viewOf(world, await drafted(world, around));
    expect(view).toMatchObject({ state: 'verified', known: { complete: false, inputs: [] } });
    expect(view.effects?.map(({ code }) => code)).toContain('ADDS_READ');
    expect(view.assessment).toMatchObject({ tier: view.tier });
    expect(view.assessment?.reasons.map(({ code }) => code)).toEqual(view.reasons);
    expect(outcomeOf(view, 'denies-in-force/no-delete')).toBe('passed');
    expect(outcomeOf(view, 'owners-active')).toBe('passed');
  });

  test('that another policy of the identity undoes fails, with what is live', async () => {
    const deletes = policyText(['s3:DeleteObject'], 'arn:aws:s3:::invoices/*');
    must(await record(await inventoryOf({ invoices: READ, more: deletes })));
    const view = await viewOf(world, await drafted(world, around));
    expect(outcomeOf(view, 'denies/no-delete')).toBe('passed');
    expect(outcomeOf(view, 'denies-in-force/no-delete')).toBe('failed');
    expect(view).toMatchObject({
      state: 'failed',
      known: { complete: true, inputs: [{ name: 'inventory', maxAgeSeconds: null }] },
    });
    const check = view.verification?.checks.find(({ name }) => name.startsWith('denies-in-force'));
    expect(check).toMatchObject({ group: 'stack', blocking: true });
    expect(JSON.stringify(check?.witness)).toContain('DeleteObject');
  });

  test('is verified against the newest snapshot, in which its own base is left out', async () => {
    world.advance(60);
    must(await record(await inventoryOf({ invoices: READ })));
    const view = await viewOf(world, await drafted(world, around));
    expect(outcomeOf(view, 'denies-in-force/no-delete')).toBe('passed');
    expect(view).toMatchObject({ state: 'verified', known: { complete: true } });
  });
});

describe('changed guardrails', () => {
  const impactOf = async (actions: readonly string[]) =>
    must(
      await guardrailImpact(world.deps, world.workspace, {
        ...tieredRuleSet(world.workspace),
        number: 2,
        previous: digest(utf8('one')),
        guardrails: [
          {
            name: 'not-here',
            kind: 'regulatory',
            severity: 'block',
            language: 'aws-iam',
            scope: {
              environments: ['staging/*'],
              environmentClasses: null,
              dataClasses: null,
              identities: ['*'],
            },
            owner: PEOPLE.owner.human,
            frameworks: [],
            until: null,
            why: 'a test',
            obligation: { type: 'must-deny', request: { actions, resources: ['*'] } },
          },
        ],
      }),
    );

  test('are held against everything in force before anybody signs them, with a request for each', async () => {
    const { entries, guardrails } = await impactOf(['s3:GetObject']);
    expect(entries).toBeGreaterThan(0);
    expect(guardrails).toMatchObject([{ name: 'not-here', change: 'added', mended: [] }]);
    const caught = guardrails[0]?.caught.find(({ id }) => id === SUBJECT);
    expect(caught).toMatchObject({ after: 'broken', witness: { action: 's3:GetObject' } });
  });

  test('catch nothing where nothing is granted, and say where not all is known', async () => {
    const { guardrails } = await impactOf(['iam:CreateUser']);
    expect(guardrails).toMatchObject([{ caught: [], stillBroken: 0 }]);
    expect(guardrails[0]?.undetermined.map(({ id }) => id)).not.toContain(SUBJECT);
  });

  test('that are none change nothing', async () => {
    const impact = must(await guardrailImpact(world.deps, world.workspace, null));
    expect(impact.guardrails).toEqual([]);
  });
});

describe('a preview before submission', () => {
  const preview = async (candidate: Id) =>
    must(await previewCandidate(world.deps, world.workspace, candidate)).wouldSubmit;

  test('says what a submission would freeze, and who could not approve it', async () => {
    const around = await surroundings(world);
    const candidate = await drafted(world, around);
    const { tier, reasons } = await viewOf(world, candidate);
    expect(await preview(candidate)).toMatchObject({
      submission: { tier, reasons, exceptions: [] },
      refusals: [],
    });
    const found = await preview(candidate);
    expect(found?.submission?.disqualified).toContainEqual({
      human: PEOPLE.author.human,
      why: 'author',
    });
    must(await submit(world, candidate));
    expect(await preview(candidate)).toBeUndefined();
  });

  test('says every reason that would refuse it, such as a failed check', async () => {
    const around = await surroundings(world);
    const deletes = policyText(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::invoices/*');
    const found = await preview(await drafted(world, around, deletes));
    expect(found?.submission).toBeNull();
    expect(found?.refusals.map(({ code }) => code)).toContain('VERIFICATION_FAILED');
  });
});

describe('a snapshot', () => {
  test('is refused with the place of what is no policy of its language', async () => {
    world.advance(60);
    const sound = await inventoryOf({ invoices: READ });
    const text = '{"canonical":"aws-iam/1","policy":{"Statement":[]}}';
    const [identity] = sound.identities;
    const bad = {
      ...sound,
      identities: [{ ...identity, policies: [] }],
      policies: { [digest(utf8(text))]: text },
    };
    const refused = await record(bad);
    expect(refused.ok ? [] : refused.refusals[0]?.details?.['pointer']).toContain(
      `/policies/${digest(utf8(text))}`,
    );
    const { tool: _, ...nameless } = sound;
    expect(codesOf(await record(nameless))).toEqual(['MISSING_FIELD']);
  });

  test('from the future or older than what is known is refused', async () => {
    const later = addSeconds(world.deps.now(), 3600);
    expect(codesOf(await record(await inventoryOf({}, later)))).toEqual(['DATE_NOT_USABLE']);
    const old = await inventoryOf({}, '2025-12-31T00:00:00.000Z');
    expect(codesOf(await record(old))).toEqual(['DATE_NOT_USABLE']);
  });

  test('of use is of an identity that is registered under that name', async () => {
    const use = {
      kind: 'use',
      v: 1,
      environment: STAGING,
      language: 'aws-iam',
      source: 'cloudtrail',
      tool: 'test',
      toolVersion: '1',
      takenAt: world.deps.now(),
      subject: SUBJECT,
      from: '2025-12-01T00:00:00.000Z',
      to: '2025-12-31T00:00:00.000Z',
      requests: [],
      unread: [],
    };
    expect(codesOf(await record({ ...use, subject: 'nobody' }))).toEqual(['UNKNOWN_NHI']);
    must(await record(use));
  });
});

describe('a policy of a cluster', () => {
  const role = (verbs: readonly string[]) =>
    JSON.stringify([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'settings', namespace: 'invoices' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
      },
    ]);

  test('is drafted from the need, bound to the service account that the identity is', async () => {
    const author = world.caller(PEOPLE.author);
    const { id: nhi } = must(
      await registerNhi(world.deps, author, {
        environment: STAGING,
        source: 'kubernetes',
        externalId: 'system:serviceaccount:invoices:reader',
        name: 'reader',
        owner: PEOPLE.author.human,
        backupOwner: PEOPLE.backup.human,
      }),
    );
    const words = { apiGroups: '', resources: 'configmaps', namespaces: 'invoices' };
    const { id: requirement } = must(
      await stateRequirement(world.deps, author, {
        nhi,
        environment: STAGING,
        language: 'kubernetes-rbac',
        purpose: 'read settings',
        dataClass: null,
        ticket: null,
        expires: addSeconds(world.deps.now(), 86_400),
        allow: [{ id: 'read', verbs: 'get', ...words }],
        deny: [{ id: 'no-secrets', resources: 'secrets' }],
      }),
    );
    const { id: policy } = must(
      await adoptPolicy(world.deps, author, {
        name: 'reader',
        environment: STAGING,
        language: 'kubernetes-rbac',
        text: null,
        owner: PEOPLE.author.human,
      }),
    );
    const asked = { source: 'requirement', policy, requirement, use: null, options: {} } as const;
    const { draft, provenance } = must(await makeDraft(world.deps, world.workspace, asked));
    expect(JSON.parse(draft.text).policy).toContainEqual(
      expect.objectContaining({
        kind: 'RoleBinding',
        subjects: [expect.objectContaining({ name: 'reader', namespace: 'invoices' })],
      }),
    );
    expect(provenance.inputs.map(({ name }) => name)).toEqual(['requirement']);
  });

  test('goes from need to proof in its own words', async () => {
    const author = world.caller(PEOPLE.author);
    const { nhi } = await surroundings(world);
    const state = (deny: Record<string, string | string[]>) =>
      stateRequirement(world.deps, author, {
        nhi,
        environment: STAGING,
        language: 'kubernetes-rbac',
        purpose: 'read settings',
        dataClass: null,
        ticket: null,
        expires: addSeconds(world.deps.now(), 86_400),
        allow: [
          {
            id: 'read',
            verbs: ['get', 'list'],
            apiGroups: '',
            resources: 'configmaps',
            namespaces: 'invoices',
          },
        ],
        deny: [{ id: 'no-secrets', ...deny }],
      });
    expect(codesOf(await state({ verbs: 'get', verbz: 'list' }))).toEqual(['UNKNOWN_ELEMENT']);
    const requirement: Id = must(await state({ resources: 'secrets' })).id;
    const adopt = (language: 'kubernetes-rbac' | 'grants') =>
      adoptPolicy(world.deps, author, {
        name: 'settings',
        environment: STAGING,
        language,
        text: role(['get']),
        owner: PEOPLE.author.human,
      });
    expect((await adopt('grants')).ok).toBe(false);
    const policy: Id = must(await adopt('kubernetes-rbac')).id;
    const candidate = must(
      await draftCandidate(world.deps, author, {
        policy,
        requirement,
        text: role(['get', 'list']),
      }),
    ).id;
    const view = await viewOf(world, candidate);
    expect(view).toMatchObject({ state: 'verified', verdict: 'broader' });
    expect(view.summary?.language).toBe('kubernetes-rbac');
    expect(outcomeOf(view, 'denies/no-secrets')).toBe('passed');
    expect(view.requirement.document).toMatchObject({ v: 2, language: 'kubernetes-rbac' });
  });
});
