import { describe, expect, it } from 'vitest';
import type { Json } from '../canonical/jcs.ts';
import { controlsBehind } from './askers.ts';
import {
  ACCOUNT,
  allow,
  aws,
  checkAws,
  deny,
  guardrail,
  identity,
  policy,
  roleArn,
  trusting,
} from './testing/scenes.ts';

const STOP = { actions: ['cloudtrail:StopLogging'], resources: ['*'] };
const stopping = guardrail({ type: 'must-deny', request: STOP });

describe('nobody in scope may', () => {
  it('kept where nothing allows it, broken by the candidate with the request and its statement', () => {
    expect(checkAws(stopping, { to: aws(allow('s3:*')) })).toMatchObject({
      outcome: 'kept',
      worsened: false,
      safeOnlyBecause: [],
    });
    const to = aws(allow('cloudtrail:*', { Sid: 'Trail' }));
    expect(checkAws(stopping, { from: aws(allow('s3:*')), to })).toMatchObject({
      outcome: 'broken',
      before: 'kept',
      worsened: true,
      witness: { action: 'cloudtrail:StopLogging' },
      detail: expect.stringContaining('`Trail` of identity policy 1'),
    });
  });

  it('what was broken before and is broken no further is reported and held against nobody', () => {
    const from = aws(allow('cloudtrail:*'));
    const to = aws(allow('cloudtrail:*'), allow('s3:GetObject'));
    expect(checkAws(stopping, { from, to })).toMatchObject({
      outcome: 'broken',
      before: 'broken',
      worsened: false,
      detail: expect.stringContaining('adds nothing'),
    });
    const narrow = aws(
      allow('cloudtrail:*', { Resource: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/a' }),
    );
    const wider = checkAws(stopping, { from: narrow, to });
    expect(wider).toMatchObject({ outcome: 'broken', before: 'broken', worsened: true });
    expect(wider.witness).not.toMatchObject({ resource: expect.stringMatching(/trail\/a$/) });
  });

  it('names the control without which it would be broken, and pairs of controls', () => {
    const all = policy(allow('*'));
    const guard = policy(allow('*'), deny('cloudtrail:StopLogging', { Sid: 'Guard' }));
    const to = aws(allow('cloudtrail:*'));
    expect(checkAws(stopping, { to }, { stack: { scp: [[guard]] } })).toMatchObject({
      outcome: 'kept',
      safeOnlyBecause: [
        'the Deny `Guard` of scp level 1, policy 1',
        'the service control policies, level 1',
      ],
    });
    const stack = { boundary: [policy(allow('s3:*'))], scp: [[all], [guard]] };
    expect(checkAws(stopping, { to }, { stack }).safeOnlyBecause).toEqual([
      'the Deny `Guard` of scp level 2, policy 1 and the permissions boundary',
      'the permissions boundary and the service control policies, level 2',
    ]);
  });

  it('without surroundings only a break in the candidate itself is judged, and nothing is kept but by a Deny', () => {
    const alone = { stack: null };
    // What it adds nothing to, whatever else is in force, does not count against it, and is not called kept.
    expect(checkAws(stopping, { to: aws(allow('s3:*')) }, alone)).toMatchObject({
      outcome: 'undetermined',
      worsened: false,
      detail: expect.stringContaining('adds nothing to it'),
    });
    const guarded = aws(allow('s3:*'), deny('cloudtrail:StopLogging'));
    expect(checkAws(stopping, { from: guarded, to: aws(allow('s3:*')) }, alone)).toMatchObject({
      outcome: 'undetermined',
      worsened: true,
    });
    expect(checkAws(stopping, { to: aws(deny('cloudtrail:*')) }, alone)).toMatchObject({
      outcome: 'kept',
    });
    expect(checkAws(stopping, { to: aws(allow('*')) }, alone)).toMatchObject({ outcome: 'broken' });
    const part = { complete: false, stack: { scp: [[policy(deny('cloudtrail:*'))]] } };
    expect(checkAws(stopping, { to: aws(allow('s3:*')) }, part)).toMatchObject({ outcome: 'kept' });
  });

  it('a key or a role has a policy of its own, which does not make a denial hold', () => {
    const request = { actions: ['kms:ScheduleKeyDeletion'], resources: ['*'] };
    const rail = guardrail({ type: 'must-deny', request });
    expect(checkAws(rail, { to: aws(allow('kms:*')) })).toMatchObject({
      outcome: 'broken',
      detail: expect.stringContaining('policies of resources are not in the input'),
    });
  });
});

describe('an intended denial', () => {
  it('names the controls behind it, and none where nothing is granted or it does not hold', () => {
    const guard = policy(allow('*'), deny('cloudtrail:*', { Sid: 'Guard' }));
    const behind = (to: string, scp: Json) =>
      controlsBehind(
        {
          from: null,
          to,
          context: {
            at: '2026-11-28T12:00:00.000Z',
            environment: { name: 'prod', class: null },
            dataClass: null,
            surroundings: {
              language: 'aws-iam',
              layer: 'identity',
              stack: { scp: [[scp]] },
              complete: true,
            },
            guardrails: [],
            identity: { externalId: roleArn('app') },
            estate: [],
          },
        },
        STOP,
      );
    expect(behind(aws(allow('*')), guard)).toEqual([
      'the Deny `Guard` of scp level 1, policy 1',
      'the service control policies, level 1',
    ]);
    expect(behind(aws(allow('s3:*')), guard)).toEqual([]);
    expect(behind(aws(allow('*')), policy(allow('*')))).toEqual([]);
  });
});

describe('scope and time', () => {
  it('out of scope and ended guardrails are said to be, and what is not known is in scope', () => {
    const to = aws(allow('*'));
    const of = (more: object) => ({ ...stopping, ...more });
    const scope = (more: object) => of({ scope: { ...stopping.scope, ...more } });
    const outcome = (rail: typeof stopping, around = {}) => checkAws(rail, { to }, around).outcome;
    expect(outcome(scope({ environments: ['stage/*'] }))).toBe('not-applicable');
    expect(outcome(scope({ environments: ['prod/*'] }))).toBe('broken');
    expect(outcome(scope({ environmentClasses: ['staging'] }))).toBe('not-applicable');
    expect(outcome(scope({ dataClasses: ['cardholder'] }))).toBe('broken');
    expect(outcome(scope({ identities: ['arn:*:role/ci-*'] }))).toBe('not-applicable');
    expect(outcome(scope({ identities: ['arn:*:role/a?p'] }))).toBe('broken');
    expect(outcome(scope({ identities: ['arn:*:role/ci-*'] }), { identity: null })).toBe('broken');
    expect(outcome(of({ until: '2026-11-28T12:00:00.000Z' }))).toBe('expired');
    expect(outcome(of({ until: '2026-11-28T12:00:00.001Z' }))).toBe('broken');
  });

  it('a pattern the language does not have is not decided', () => {
    const rail = guardrail({ type: 'must-deny', request: { verbs: 'get' } });
    expect(checkAws(rail, { to: aws(allow('*')) })).toMatchObject({
      outcome: 'undetermined',
      worsened: true,
      detail: expect.stringContaining('has no `verbs`'),
    });
  });
});

describe('a break-glass path', () => {
  const request = { actions: ['sts:AssumeRole'], resources: [roleArn('break-glass')] };
  const open = guardrail(
    { type: 'must-allow', request },
    { kind: 'break-glass-path', scope: { ...stopping.scope, identities: [roleArn('oncall')] } },
  );
  const oncall = { identity: roleArn('oncall') };
  const grant = allow('sts:AssumeRole', { Resource: roleArn('break-glass') });

  it.each([
    ['a Deny', aws(grant, deny('sts:*')), 'identity'],
    ['the grant removed', aws(allow('s3:*')), 'identity'],
  ] as const)('is blocked by %s', (_, to, layer) => {
    expect(checkAws(open, { from: aws(grant), to }, { ...oncall, layer })).toMatchObject({
      outcome: 'broken',
      before: 'kept',
      worsened: true,
      witness: { action: 'sts:AssumeRole', resource: roleArn('break-glass') },
    });
  });

  it('is blocked by a boundary, and stays open under one that lets it through', () => {
    const around = { ...oncall, layer: 'boundary' as const, stack: { identity: [policy(grant)] } };
    expect(checkAws(open, { to: aws(allow('s3:*')) }, around)).toMatchObject({
      outcome: 'broken',
      before: 'kept',
    });
    expect(checkAws(open, { to: aws(allow('*')) }, around)).toMatchObject({ outcome: 'kept' });
  });

  it('without surroundings a Deny blocks it all the same', () => {
    const around = { ...oncall, stack: null };
    expect(checkAws(open, { to: aws(deny('sts:*')) }, around)).toMatchObject({
      outcome: 'broken',
      worsened: true,
    });
    expect(checkAws(open, { to: aws(allow('s3:*')) }, around)).toMatchObject({
      outcome: 'undetermined',
    });
    expect(checkAws(open, { from: aws(grant), to: aws(allow('s3:*')) }, around)).toMatchObject({
      outcome: 'broken',
    });
  });

  it('is widened by giving it to others, in their policy or in its trust policy', () => {
    const rail = guardrail(
      { type: 'only', request, identities: [roleArn('oncall')] },
      { kind: 'break-glass-path' },
    );
    expect(checkAws(rail, { to: aws(grant) }, oncall)).toMatchObject({ outcome: 'kept' });
    expect(checkAws(rail, { to: aws(grant) })).toMatchObject({ outcome: 'broken' });
    const trust = { identity: roleArn('break-glass'), layer: 'resource' as const };
    const of = (name: string) => trusting({ AWS: roleArn(name) });
    expect(checkAws(rail, { to: of('oncall') }, trust)).toMatchObject({ outcome: 'kept' });
    expect(checkAws(rail, { from: of('oncall'), to: of('intern') }, trust)).toMatchObject({
      outcome: 'broken',
      before: 'kept',
      witness: { principal: roleArn('intern') },
    });
  });
});

describe('a compensating control', () => {
  const request = { actions: ['s3:PutObject'], resources: ['arn:aws:s3:::ledger/*'] };
  const keeps = guardrail({ type: 'keeps', request }, { kind: 'compensating-control' });
  const control = deny('s3:Put*', { Resource: 'arn:aws:s3:::ledger/*' });

  it('is kept by a Deny in any layer, and removed, weakened or excepted with the request no Deny meets', () => {
    expect(checkAws(keeps, { to: aws(control) })).toMatchObject({ outcome: 'kept' });
    const elsewhere = { stack: { scp: [[policy(allow('*'), control)]] } };
    expect(checkAws(keeps, { to: aws(allow('*')) }, elsewhere)).toMatchObject({ outcome: 'kept' });
    const weaker = [
      aws(allow('s3:Get*')),
      aws(deny('s3:PutObjectAcl', { Resource: 'arn:aws:s3:::ledger/*' })),
      aws(deny('s3:Put*', { Resource: 'arn:aws:s3:::ledger/2*' })),
      aws({
        ...(control as object),
        Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'ops' } },
      }),
    ];
    for (const to of weaker) {
      const result = checkAws(keeps, { from: aws(control), to });
      expect(result).toMatchObject({
        outcome: 'broken',
        before: 'kept',
        worsened: true,
        witness: { action: 's3:PutObject' },
        detail: expect.stringContaining('no Deny meets'),
      });
    }
  });

  it('without surroundings its removal shows, its absence does not', () => {
    const alone = { stack: null };
    expect(checkAws(keeps, { from: aws(control), to: aws(allow('s3:*')) }, alone)).toMatchObject({
      outcome: 'broken',
    });
    expect(checkAws(keeps, { to: aws(allow('s3:*')) }, alone)).toMatchObject({
      outcome: 'undetermined',
    });
  });
});

describe('a toxic pair', () => {
  const pair = guardrail(
    {
      type: 'never-together',
      first: { actions: ['codepipeline:PutApprovalResult'], resources: ['*'] },
      second: { actions: ['codedeploy:CreateDeployment'], resources: ['*'] },
    },
    { kind: 'separation-of-duty' },
  );
  const approving = allow('codepipeline:PutApprovalResult', { Sid: 'Approve' });
  const deploying = allow('codedeploy:CreateDeployment', { Sid: 'Deploy' });

  it('is completed across two policies of one identity, and both halves are shown', () => {
    const stack = { identity: [policy(approving)] };
    const result = checkAws(pair, { from: aws(allow('s3:*')), to: aws(deploying) }, { stack });
    expect(result).toMatchObject({ outcome: 'broken', before: 'kept', worsened: true });
    expect(result.halves).toMatchObject([
      {
        half: 'first',
        added: false,
        where: ['`Approve` of identity policy 1'],
        identity: roleArn('app'),
      },
      { half: 'second', added: true, where: ['`Deploy` of identity policy 2'] },
    ]);
    expect(checkAws(pair, { to: aws(allow('s3:*')) }, { stack })).toMatchObject({
      outcome: 'kept',
    });
  });

  it('was complete before already: reported, held against nobody', () => {
    const from = aws(approving, deploying);
    expect(checkAws(pair, { from, to: aws(approving, deploying, allow('s3:*')) })).toMatchObject({
      outcome: 'broken',
      before: 'broken',
      worsened: false,
    });
  });

  it('is completed across identities by letting one act as the other', () => {
    const deployer = identity(roleArn('deployer'), aws(deploying), trusting({ AWS: ACCOUNT }));
    const assume = allow('sts:AssumeRole', { Resource: roleArn('deployer') });
    const stack = { identity: [policy(approving)] };
    const completed = checkAws(pair, { to: aws(assume) }, { stack, estate: [deployer] });
    expect(completed).toMatchObject({
      outcome: 'broken',
      worsened: true,
      detail: expect.stringContaining(
        `\`${roleArn('app')}\` can act as \`${roleArn('deployer')}\``,
      ),
      halves: [{ identity: roleArn('app') }, { identity: roleArn('deployer'), added: false }],
    });
    const stranger = identity(
      roleArn('deployer'),
      aws(deploying),
      trusting({ AWS: roleArn('other') }),
    );
    expect(checkAws(pair, { to: aws(assume) }, { stack, estate: [stranger] })).toMatchObject({
      outcome: 'kept',
    });
  });

  it('is completed in another identity that can act as this one', () => {
    const boss = identity(roleArn('boss'), aws(approving, allow('sts:*')));
    const own = identity(roleArn('app'), trusting({ AWS: roleArn('boss') }));
    const result = checkAws(pair, { to: aws(deploying) }, { estate: [boss, own] });
    expect(result).toMatchObject({
      outcome: 'broken',
      detail: expect.stringContaining(`\`${roleArn('boss')}\` may both`),
    });
  });

  it('is completed by passing a role to a service', () => {
    const worker = identity(
      roleArn('worker'),
      aws(deploying),
      trusting({ Service: 'lambda.amazonaws.com' }),
    );
    const to = aws(approving, allow('iam:PassRole'));
    expect(checkAws(pair, { to }, { estate: [worker] })).toMatchObject({ outcome: 'broken' });
    const human = identity(roleArn('worker'), aws(deploying), trusting({ AWS: roleArn('x') }));
    expect(checkAws(pair, { to }, { estate: [human] })).toMatchObject({ outcome: 'kept' });
  });

  it('without surroundings the other half may stand anywhere', () => {
    const alone = { stack: null };
    expect(checkAws(pair, { to: aws(deploying) }, alone)).toMatchObject({
      outcome: 'undetermined',
    });
    expect(checkAws(pair, { to: aws(deploying, approving) }, alone)).toMatchObject({
      outcome: 'broken',
    });
  });
});
