import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../canonical/jcs.ts';
import { instantiate } from './instantiate.ts';
import { readTemplate } from './read-template.ts';
import type { ParameterValues, Template } from './template.ts';

const bucketReader = {
  name: 'bucket-reader',
  language: 'aws-iam',
  parameters: [
    {
      name: 'bucket',
      kind: 'arn',
      service: 's3',
      resourceType: 'bucket',
      pattern: 'arn:aws:s3:::team-*',
    },
    { name: 'prefix', kind: 'string', maxLength: 40, characters: '/' },
    {
      name: 'tables',
      kind: 'arn',
      service: 'dynamodb',
      resourceType: 'table',
      list: { maxItems: 2 },
    },
  ],
  policy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: ['<<bucket>>/<<prefix>>/*', `<<bucket>>/home/\${aws:username}/*`],
      },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: [{ $param: 'tables' }] },
    ],
  },
} as const;
const values = {
  bucket: 'arn:aws:s3:::team-reports',
  prefix: 'in/2026',
  tables: ['arn:aws:dynamodb:eu-west-1:111122223333:table/t'],
};

function template(value: unknown): Template {
  const read = readTemplate(value);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return read.value;
}

function messages(made: ReturnType<typeof instantiate>): string[] {
  return made.ok
    ? []
    : made.refusals.map(
        ({ code, message, details }) => `${code} ${details?.['pointer']} ${message}`,
      );
}

describe('a template', () => {
  test('makes the canonical policy of its values, policy variables untouched', () => {
    const made = instantiate(template(bucketReader), values);
    expect(made.ok && JSON.parse(made.value.text).policy.Statement).toEqual([
      {
        Action: ['dynamodb:GetItem'],
        Effect: 'Allow',
        Resource: ['arn:aws:dynamodb:eu-west-1:111122223333:table/t'],
      },
      {
        Action: ['s3:GetObject'],
        Effect: 'Allow',
        Resource: [
          `arn:aws:s3:::team-reports/home/\${aws:username}/*`,
          'arn:aws:s3:::team-reports/in/2026/*',
        ],
      },
    ]);
  });

  test('names every value that is missing, unknown or out of bounds at once', () => {
    const made = instantiate(template(bucketReader), {
      bucket: 'arn:aws:s3:::other',
      tables: ['arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i', 'a', 'b'],
      prefx: 'x',
    });
    expect(messages(made)).toEqual([
      'UNKNOWN_PARAMETER /prefx there is no parameter `prefx`; did you mean `prefix`',
      'WRONG_PARAMETER /bucket `arn:aws:s3:::other` does not match the pattern `arn:aws:s3:::team-*` (parameter `bucket`)',
      'MISSING_PARAMETER /prefix the parameter `prefix` has no value',
      'WRONG_PARAMETER /tables `tables` has 3 values, and may have 1 to 2',
      'WRONG_PARAMETER /tables/0 `arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i` is not the ARN of a `dynamodb` `table`: it is a `index` (parameter `tables`)',
      'WRONG_PARAMETER /tables/1 `a` is not the ARN of a `dynamodb` `table`: it is no ARN of it (parameter `tables`)',
      'WRONG_PARAMETER /tables/2 `b` is not the ARN of a `dynamodb` `table`: it is no ARN of it (parameter `tables`)',
    ]);
  });

  test('never takes a bucket that is an object', () => {
    const made = instantiate(template(bucketReader), {
      ...values,
      bucket: 'arn:aws:s3:::team-reports/x',
    });
    expect(messages(made)).toEqual([
      'WRONG_PARAMETER /bucket `arn:aws:s3:::team-reports/x` is not the ARN of a `s3` `bucket`: it is a `object` (parameter `bucket`)',
    ]);
  });

  test.each([
    '*',
    'a*',
    'a?',
    `\${aws:username}`,
    '$',
    'a"b',
    'a\\b',
    '{',
    '<<bucket>>',
    'a b',
    'a\nb',
    '..',
    'a/../b',
    '',
    'a:b',
    'é',
    'a\u202e',
  ])('refuses %j as a text', (prefix) => {
    expect(instantiate(template(bucketReader), { ...values, prefix }).ok).toBe(false);
  });

  test('whatever a value is, the policy keeps its structure and gains no wildcard', () => {
    const shape = (value: Json): Json =>
      typeof value === 'string' ? (value.match(/[*?$:]/g) ?? []).join('') : mapped(value, shape);
    const made = instantiate(template(bucketReader), values);
    const expected = made.ok ? shape(made.value.policy) : null;
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[a-z*?$:{}"/.<>-]{1,8}$/),
    );
    fc.assert(
      fc.property(text, (prefix) => {
        const one = instantiate(template(bucketReader), { ...values, prefix });
        if (one.ok) expect(shape(one.value.policy)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('names every fault of its own at once', () => {
    const read = readTemplate({
      name: 'bad',
      language: 'aws-iam',
      parameters: [
        { name: 'effect', kind: 'string', oneOf: ['Allow', 'De*y'] },
        { name: 'unused', kind: 'arn', service: 's3', resourceType: 'buckt' },
        { name: 'list', kind: 'string', list: { maxItems: 3 } },
      ],
      policy: {
        Statement: [
          {
            Effect: { $param: 'effect' },
            '<<list>>': 1,
            Action: ['s3:<<lst>>', '<<list>>', `\${aws:<<list>>}`, 'a<<b'],
          },
        ],
      },
    });
    expect(
      read.ok ? [] : read.refusals.map(({ message, details }) => [details?.['pointer'], message]),
    ).toEqual([
      ['/policy/Statement/0/Effect', 'no parameter may choose what kind of thing this is'],
      ['/policy/Statement/0/<<list>>', 'a parameter stands for a value, never for a name'],
      ['/policy/Statement/0/Action/2', 'a parameter cannot stand inside a policy variable'],
      ['/policy/Statement/0/Action/3', '`<<` and `>>` stand around the name of a parameter'],
      ['/parameters/0/oneOf', '`De*y` holds `*`, which could change what the policy says'],
      ['/parameters/1/name', 'the policy has no place for `unused`'],
      ['/parameters/1/resourceType', '`s3` has no resource type `buckt`'],
      ['/policy/Statement/0/Action/0', 'there is no parameter `lst`; did you mean `list`'],
      ['/policy/Statement/0/Action/1', 'a list cannot stand inside a text: `list`'],
      ['/policy/Statement/0/Action/2', 'a list cannot stand inside a text: `list`'],
    ]);
  });

  test('of grants never takes `all`, which is everything', () => {
    const grant = {
      name: 'scope',
      language: 'grants',
      parameters: [{ name: 'audience', kind: 'string' }],
      policy: { kind: 'oauth', client: 'c', scopes: ['read'], audience: { $param: 'audience' } },
    };
    const make = (audience: string): ReturnType<typeof instantiate> =>
      instantiate(template(grant), { audience } satisfies ParameterValues);
    expect(make('api').ok).toBe(true);
    expect(messages(make('ALL'))).toEqual([
      'WRONG_PARAMETER /audience `ALL` stands for everything in grants (parameter `audience`)',
    ]);
  });

  test('of Kubernetes takes namespaces and names as the API server does', () => {
    const role = {
      name: 'reader',
      language: 'kubernetes-rbac',
      parameters: [
        { name: 'namespace', kind: 'namespace' },
        { name: 'maps', kind: 'kubernetes-name', list: { maxItems: 5 } },
      ],
      policy: [
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'reader', namespace: '<<namespace>>' },
          rules: [
            {
              apiGroups: [''],
              resources: ['configmaps'],
              resourceNames: [{ $param: 'maps' }],
              verbs: ['get'],
            },
          ],
        },
      ],
    };
    expect(instantiate(template(role), { namespace: 'shop', maps: ['a', 'b.c'] }).ok).toBe(true);
    expect(messages(instantiate(template(role), { namespace: 'Shop', maps: ['a_'] }))).toHaveLength(
      2,
    );
  });
});

function mapped(value: Json, change: (one: Json) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => change(one));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, change(one as Json)]),
  );
}
