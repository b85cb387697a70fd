import { describe, expect, test } from 'vitest';
import {
  type Change,
  create,
  destroy,
  keep,
  plan,
  READ,
  read,
  resource,
  rows,
  TRUST,
  update,
  WIDE,
} from './testing/plan.ts';

describe('policies of AWS', () => {
  test('each attribute that carries a policy is a change with its layer', () => {
    const role = {
      name: 'app',
      assume_role_policy: TRUST,
      inline_policy: [{ name: 'in', policy: READ }],
      managed_policy_arns: [],
      permissions_boundary: null,
    };
    const { changes } = read(
      plan([
        resource(
          'aws_iam_role.app',
          update(role, {
            ...role,
            inline_policy: [{ name: 'in', policy: WIDE }],
            assume_role_policy: TRUST.replace('ec2', 'lambda'),
          }),
        ),
      ]),
    );
    expect(changes.map(({ attribute, layer, action }) => [attribute, layer, action])).toEqual([
      ['assume_role_policy', 'resource', 'update'],
      ['inline_policy in', 'identity', 'update'],
    ]);
    expect(changes[1]).toMatchObject({ from: READ, to: WIDE, unresolved: [] });
  });

  test.each([
    ['aws_iam_policy.x', 'policy'],
    ['aws_iam_role_policy.x', 'policy'],
    ['aws_s3_bucket_policy.x', 'policy'],
    ['aws_sqs_queue_policy.x', 'policy'],
    ['aws_sns_topic_policy.x', 'policy'],
    ['aws_kms_key.x', 'policy'],
    ['aws_secretsmanager_secret_policy.x', 'policy'],
    ['aws_opensearch_domain_policy.x', 'access_policies'],
    ['aws_cloudwatch_log_resource_policy.x', 'policy_document'],
    ['aws_dynamodb_resource_policy.x', 'resource_policy'],
    ['aws_never_heard_of.x', 'some_document'],
  ])('%s carries one in `%s`', (address, attribute) => {
    expect(rows(plan([resource(address, create({ [attribute]: READ }))]))).toEqual([
      [`${address} ${attribute}`, null, READ, []],
    ]);
    expect(rows(plan([resource(address, destroy({ [attribute]: READ }))]))).toEqual([
      [`${address} ${attribute}`, READ, null, []],
    ]);
  });

  test('what stays is counted, and what a data source reads is no change', () => {
    const data = {
      ...resource('data.aws_iam_policy_document.d', create({ json: READ })),
      mode: 'data',
    };
    expect(read(plan([resource('aws_iam_policy.x', keep({ policy: READ })), data]))).toEqual({
      changes: [],
      unchanged: 1,
      unresolved: [],
    });
  });

  test('a value that is known after apply only is undetermined, with its source', () => {
    const configuration = {
      root_module: {
        resources: [
          {
            address: 'aws_iam_policy.x',
            type: 'aws_iam_policy',
            name: 'x',
            expressions: {
              policy: {
                references: [
                  'data.aws_iam_policy_document.d.json',
                  'data.aws_iam_policy_document.d',
                ],
              },
            },
          },
        ],
      },
    };
    const unknown = resource(
      'aws_iam_policy.x',
      create({ name: 'x' }, { policy: true, arn: true, id: true }),
    );
    expect(read(plan([unknown], { configuration })).changes).toEqual([
      {
        address: 'aws_iam_policy.x',
        attribute: 'policy',
        language: 'aws-iam',
        layer: 'identity',
        action: 'create',
        from: null,
        to: null,
        unresolved: [
          {
            pointer: '/resource_changes/0/change/after/policy',
            what: 'aws_iam_policy.x policy',
            why: '`policy` is known after apply only, from `data.aws_iam_policy_document.d.json`, `data.aws_iam_policy_document.d`',
          },
        ],
      },
    ]);
    expect(rows(plan([unknown]))).toEqual([
      ['aws_iam_policy.x policy', null, null, ['`policy` is known after apply only']],
    ]);
  });

  test('what nobody wrote is filled in by the service, which is said', () => {
    const configuration = {
      root_module: {
        resources: [
          {
            address: 'aws_s3_bucket.b',
            type: 'aws_s3_bucket',
            name: 'b',
            expressions: { bucket: { constant_value: 'b' } },
          },
        ],
      },
    };
    const { changes, assumptions } = read(
      plan([resource('aws_s3_bucket.b', create({ bucket: 'b' }, { policy: true }))], {
        configuration,
      }),
    );
    expect(changes).toEqual([]);
    expect(assumptions).toEqual([
      '`policy` of `aws_s3_bucket` is written nowhere in the configuration, so that the service fills it in',
    ]);
  });

  test('a part of a list that is not known is undetermined, and the rest is told', () => {
    const after = {
      name: 'app',
      assume_role_policy: TRUST,
      inline_policy: [{ name: 'a', policy: READ }, { name: 'b' }],
    };
    const unknown = { inline_policy: [{}, { policy: true }] };
    expect(rows(plan([resource('aws_iam_role.app', create(after, unknown))]))).toEqual([
      ['aws_iam_role.app assume_role_policy', null, TRUST, []],
      ['aws_iam_role.app inline_policy a', null, READ, []],
      [
        'aws_iam_role.app inline_policy (unknown) /1/policy',
        null,
        null,
        ['it is known after apply only'],
      ],
    ]);
  });

  test('a text that is no policy is undetermined', () => {
    const [row] = rows(plan([resource('aws_iam_policy.x', create({ policy: '{"Statment":[]}' }))]));
    expect(row?.[3]).toEqual([expect.stringContaining('it is no IAM policy: ')]);
  });

  test('a permission of a function is the statement that Lambda makes of it', () => {
    const values = {
      action: 'lambda:InvokeFunction',
      function_name: 'f',
      principal: 's3.amazonaws.com',
      source_arn: 'arn:aws:s3:::b',
      source_account: '123456789012',
    };
    const [row] = rows(plan([resource('aws_lambda_permission.p', create(values))]));
    expect(JSON.parse(String(row?.[2]))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: 'arn:*:lambda:*:*:function:f',
          Condition: {
            ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' },
            StringEquals: { 'AWS:SourceAccount': '123456789012' },
          },
        },
      ],
    });
    expect(
      rows(
        plan([
          resource(
            'aws_lambda_permission.p',
            create({ ...values, source_arn: undefined }, { source_arn: true }),
          ),
        ]),
      )[0]?.[3],
    ).toEqual(['`source_arn` is known after apply only']);
  });
});

describe('attachments', () => {
  const arn = 'arn:aws:iam::123456789012:policy/p';
  const attach = (change: Change) => resource('aws_iam_role_policy_attachment.a', change);

  test('the document is that of the policy in the plan, the state, or what is given', () => {
    const values = { role: 'app', policy_arn: arn };
    const known = resource('aws_iam_policy.p', keep({ arn, policy: READ }));
    const row = ['aws_iam_role_policy_attachment.a policy_arn', null, READ, []];
    expect(rows(plan([known, attach(create(values))]))).toEqual([row]);
    const state = {
      format_version: '1.0',
      values: {
        root_module: {
          child_modules: [
            {
              address: 'module.m',
              resources: [
                {
                  address: 'module.m.data.aws_iam_policy.p',
                  mode: 'data',
                  type: 'aws_iam_policy',
                  name: 'p',
                  values: { arn, policy: READ },
                },
              ],
            },
          ],
        },
      },
    };
    expect(rows(plan([attach(create(values))], { prior_state: state }))).toEqual([row]);
    expect(
      rows(plan([attach(create(values))]), { managedPolicies: new Map([[arn, READ]]) }),
    ).toEqual([row]);
    expect(rows(plan([attach(create(values))]))).toEqual([
      [row[0], null, null, [`the document of \`${arn}\` is not in the plan`]],
    ]);
  });

  test('a policy that is made in the same plan is found by its address, in its own module', () => {
    const reference = { references: ['aws_iam_policy.p.arn', 'aws_iam_policy.p'] };
    const module = {
      resources: [
        {
          address: 'aws_iam_role_policy_attachment.a',
          type: 'aws_iam_role_policy_attachment',
          name: 'a',
          expressions: { role: {}, policy_arn: reference },
        },
      ],
    };
    const configuration = { root_module: { module_calls: { m: { module } } } };
    const inModule = { module_address: 'module.m["x"]' };
    const made = resource(
      'module.m["x"].aws_iam_policy.p',
      create({ policy: READ }, { arn: true }),
      inModule,
    );
    const attached = resource(
      'module.m["x"].aws_iam_role_policy_attachment.a',
      create({ role: 'app' }, { policy_arn: true }),
      inModule,
    );
    expect(rows(plan([made, attached], { configuration }))[1]).toEqual([
      'module.m["x"].aws_iam_role_policy_attachment.a policy_arn',
      null,
      READ,
      [],
    ]);
    const twin = resource(
      'module.m["y"].aws_iam_policy.p',
      create({ policy: WIDE }, { arn: true }),
      { module_address: 'module.m["y"]' },
    );
    expect(rows(plan([made, twin, attached], { configuration }))[2]?.[3]).toHaveLength(1);
  });

  test('the same policy on another role is all new there', () => {
    const known = resource('aws_iam_policy.p', keep({ arn, policy: READ }));
    const moved = {
      actions: ['delete', 'create'],
      before: { role: 'a', policy_arn: arn },
      after: { role: 'b', policy_arn: arn },
    };
    expect(rows(plan([known, attach(moved)])).map(([, from, to]) => [from, to])).toEqual([
      [READ, null],
      [null, READ],
    ]);
  });
});
