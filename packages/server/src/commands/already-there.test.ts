import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adoptPolicy } from './adopt-policy.ts';
import { registerNhi } from './register-nhi.ts';
import { codesOf, must, READ } from './testing/steps.ts';
import { foundedWorld, PEOPLE, PRODUCTION, STAGING, type World } from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
});

afterAll(() => world.close());

describe('what is here already', () => {
  const identity = {
    environment: STAGING,
    source: 'aws-iam',
    externalId: 'arn:aws:iam::123456789012:role/single',
    name: 'single',
    owner: PEOPLE.author.human,
    backupOwner: PEOPLE.backup.human,
  };
  const policy = {
    name: 'single',
    environment: STAGING,
    language: 'aws-iam' as const,
    text: READ,
    owner: PEOPLE.author.human,
  };

  test('is not registered again, so that owners cannot be shed by another entry', async () => {
    const { id } = must(await registerNhi(world.deps, world.caller(PEOPLE.author), identity));
    const other = {
      ...identity,
      owner: PEOPLE.owner.human,
      backupOwner: PEOPLE.security.human,
      name: 'another name',
    };
    const again = await registerNhi(world.deps, world.caller(PEOPLE.stranger), other);
    expect(again).toEqual({
      ok: false,
      refusals: [
        {
          code: 'ALREADY_EXISTS',
          message: `the identity \`${identity.externalId}\` of \`aws-iam\` in \`${STAGING}\` is here already, as \`${id}\``,
          details: { id },
        },
      ],
    });
    for (const more of [{ source: 'github' }, { environment: PRODUCTION }]) {
      const elsewhere = { ...identity, ...more };
      must(await registerNhi(world.deps, world.caller(PEOPLE.author), elsewhere));
    }
  });

  test('is registered once also when two ask at the same time', async () => {
    const input = { ...identity, externalId: 'arn:aws:iam::123456789012:role/raced' };
    const ask = () => registerNhi(world.deps, world.caller(PEOPLE.author), input);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap(codesOf)).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS']);
  });

  test('is not adopted again under the same name in the same environment', async () => {
    const caller = world.caller(PEOPLE.author);
    const { id } = must(await adoptPolicy(world.deps, caller, policy));
    const again = await adoptPolicy(world.deps, caller, { ...policy, text: null });
    expect(again).toEqual({
      ok: false,
      refusals: [
        {
          code: 'ALREADY_EXISTS',
          message: `the policy \`single\` in \`${STAGING}\` is here already, as \`${id}\``,
          details: { id },
        },
      ],
    });
    must(await adoptPolicy(world.deps, caller, { ...policy, environment: PRODUCTION }));
  });
});
