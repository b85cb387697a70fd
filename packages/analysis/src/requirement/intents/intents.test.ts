import { describe, expect, test } from 'vitest';
import { draftFromRequirement } from '../../draft/drafters.ts';
import type { ParameterValues } from '../../draft/template.ts';
import { LANGUAGES } from '../../languages.ts';
import type { ProofResult } from '../../questions/answer.ts';
import type { LanguageName } from '../../questions/language.ts';
import { patternOf, type RequirementCases } from '../requirement-case.ts';
import { casesOfIntent, INTENTS } from './intents.ts';

/** For each intent values, and edits of the draft's text that make it wider, each with the denial that catches it. */
const EXAMPLES: Readonly<
  Record<
    string,
    {
      readonly values: ParameterValues;
      readonly widened: readonly (readonly [string, string | RegExp, string])[];
    }
  >
> = {
  'one-repository': {
    values: {
      app: 'renovate',
      repository: 'acme/shop',
      permissions: ['contents:write', 'issues:read'],
    },
    widened: [
      ['other-repositories', '"acme/shop"', '"acme/shop","acme/billing"'],
      ['other-repositories', '["acme/shop"]', '"all"'],
      ['other-permissions', '"issues":"read"', '"issues":"write"'],
      ['other-permissions', '"issues":"read"', '"issues":"read","administration":"read"'],
      ['organization', '"issues":"read"', '"issues":"read","members":"read"'],
    ],
  },
  'one-api-scope': {
    values: {
      client: 'ci',
      provider: 'github',
      scopes: ['write:org'],
      audience: 'https://api.acme.test',
    },
    widened: [
      ['other-scopes', '"write:org"', '"write:org","repo"'],
      ['other-audiences', '"audience":["https://api.acme.test"],', ''],
      [
        'other-audiences',
        '["https://api.acme.test"]',
        '["https://api.acme.test","https://b.test"]',
      ],
    ],
  },
  'one-key-scope': {
    values: { key: 'k1', scopes: ['orders.read'], resource: 'orders' },
    widened: [
      ['other-scopes', '"orders.read"', '"orders.read","orders.write"'],
      ['other-resources', '["orders"]', '"all"'],
    ],
  },
  'read-bucket-prefix': {
    values: { bucket: 'arn:aws:s3:::reports', prefix: 'in' },
    widened: [
      ['other-objects', 'reports/in/*', 'reports/in*'],
      ['other-objects', 'reports/in/*', 'reports/*'],
      ['other-buckets', '"arn:aws:s3:::reports"', '"arn:aws:s3:::reports*"'],
      ['other-prefixes', '"Condition":{"StringLike":{"s3:prefix":["in/*"]}},', ''],
      ['other-prefixes', '"StringLike":{', '"StringLikeIfExists":{'],
      ['other-prefixes', '["in/*"]', '["in/*","in"]'],
      ['writes', '"s3:GetObject"', '"s3:GetObject","s3:PutObject"'],
      ['everything-else', '"s3:GetObject"', '"s3:GetObject","s3:GetObjectVersion"'],
    ],
  },
  'one-namespace-verbs': {
    values: {
      'service-account': 'bot',
      namespace: 'shop',
      verbs: ['get', 'list'],
      resources: ['pods', 'pods/log', 'deployments.apps'],
    },
    widened: [
      ['other-verbs', '"get","list"', '"get","list","watch"'],
      ['other-namespaces', /"kind":"Role/g, '"kind":"ClusterRole'],
      ['secrets', '"pods",', '"pods","secrets",'],
      ['pods-exec', '"pods/log"', '"*"'],
      ['escalates', '"get","list"', '"*"'],
    ],
  },
  'invoke-one-function': {
    values: { function: 'arn:aws:lambda:eu-west-1:111122223333:function:pay' },
    widened: [
      ['other-functions', 'function:pay', 'function:pay*'],
      [
        'changes-code',
        '"lambda:InvokeFunction"',
        '"lambda:InvokeFunction","lambda:UpdateFunctionCode"',
      ],
      ['everything-else', '"lambda:InvokeFunction"', '"lambda:*"'],
    ],
  },
  'assume-one-role': {
    values: { role: 'arn:aws:iam::111122223333:role/deploy' },
    widened: [
      ['other-roles', 'role/deploy', 'role/*'],
      ['passes-roles', '"sts:AssumeRole"', '"iam:PassRole","sts:AssumeRole"'],
    ],
  },
  'read-one-secret': {
    values: { secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf' },
    widened: [
      ['other-secrets', 'prod/db-AbCdEf', 'prod/*'],
      [
        'changes-secrets',
        '"secretsmanager:GetSecretValue"',
        '"secretsmanager:GetSecretValue","secretsmanager:PutSecretValue"',
      ],
      [
        'everything-else',
        '"secretsmanager:GetSecretValue"',
        '"kms:Decrypt","secretsmanager:GetSecretValue"',
      ],
    ],
  },
  'publish-one-topic': {
    values: { topic: 'arn:aws:sns:eu-west-1:111122223333:orders' },
    widened: [
      ['other-topics', '111122223333:orders', '*:orders'],
      ['everything-else', '"sns:Publish"', '"sns:Publish","sns:Subscribe"'],
    ],
  },
  'send-to-one-queue': {
    values: { queue: 'arn:aws:sqs:eu-west-1:111122223333:orders' },
    widened: [
      ['other-queues', ':orders', ':orders-*'],
      ['reads-messages', '"sqs:SendMessage"', '"sqs:ReceiveMessage","sqs:SendMessage"'],
    ],
  },
};

interface Drafted {
  readonly language: LanguageName;
  readonly cases: RequirementCases;
  readonly policy: string;
}

function drafted(name: string): Drafted {
  const made = casesOfIntent(name, EXAMPLES[name]?.values ?? {});
  if (!made.ok) throw new Error(JSON.stringify(made.refusals));
  const { language, cases } = made.value;
  const draft = draftFromRequirement(language, cases);
  if (!draft.ok) throw new Error(JSON.stringify(draft.refusals));
  expect(draft.value.proofs.filter(({ verdict }) => verdict !== 'proved')).toEqual([]);
  return { language, cases, policy: JSON.stringify(draft.value.policy) };
}

function denial({ language, cases, policy }: Drafted, id: string): ProofResult {
  const judge = LANGUAGES.get(language);
  const read = judge?.read(policy);
  const one = cases.deny.find((denied) => denied.id === id);
  if (judge === undefined || !read?.ok || one === undefined) throw new Error(`${id}: ${policy}`);
  const question = { property: 'must-deny', policies: [read.value], pattern: patternOf(one) };
  const proof = judge.prove(question);
  if (!proof.ok) throw new Error(JSON.stringify(proof.refusals));
  return proof.value;
}

describe.each([...INTENTS.keys()])('the intent %s', (name) => {
  test('drafts what it allows, with every denial proved', () => {
    const made = drafted(name);
    expect(made.cases.allow.length).toBeGreaterThan(0);
    expect(made.cases.deny.length).toBeGreaterThan(1);
    for (const { id } of made.cases.deny)
      expect([id, denial(made, id).verdict]).toEqual([id, 'proved']);
  });

  test.each(EXAMPLES[name]?.widened ?? [])(
    'catches by `%s` %s made %s, with a witness',
    (id, from, to) => {
      const made = drafted(name);
      const policy = made.policy.replace(from, to);
      expect(policy).not.toBe(made.policy);
      const proof = denial({ ...made, policy }, id);
      expect(proof).toMatchObject({ verdict: 'refuted' });
      expect(proof.witness).toBeDefined();
    },
  );
});

test('an intent names every value that is wrong', () => {
  const made = casesOfIntent('read-bucket-prefix', { bucket: 'arn:aws:s3:::b*', prefx: 'x' });
  expect(
    made.ok ? [] : made.refusals.map(({ code, details }) => [code, details?.['pointer']]),
  ).toEqual([
    ['UNKNOWN_PARAMETER', '/prefx'],
    ['WRONG_PARAMETER', '/bucket'],
    ['MISSING_PARAMETER', '/prefix'],
  ]);
  expect(casesOfIntent('one-repositry', {})).toMatchObject({
    ok: false,
    refusals: [{ message: 'there is no intent `one-repositry`; did you mean `one-repository`' }],
  });
});
