import { expect, test } from 'vitest';
import { Prepared } from './prepared.ts';
import { codes, human, named, sentences } from './world.ts';

test('what is adopted is in the language that is named', () => {
  const world = new Prepared();
  const adopt = (language: 'aws-iam' | 'kubernetes-rbac', digest: string) =>
    world.try(human('author'), {
      type: 'adoptPolicy',
      environment: world.environment,
      language,
      name: named('n'),
      digest: named(digest),
      owner: 'author',
    });
  expect(sentences(adopt('aws-iam', 'policy-rbac-1'))).toEqual([
    'the content is in `kubernetes-rbac`, the policy in `aws-iam`',
  ]);
  expect(codes(adopt('kubernetes-rbac', 'policy-1'))).toEqual(['LANGUAGE_MISMATCH']);
  expect(codes(adopt('kubernetes-rbac', 'policy-rbac-1'))).toEqual([]);
});

test('a draft and its requirement are in the language of the policy, and so is every revision', () => {
  const world = new Prepared();
  const draft = (to: string) =>
    world.try(human('author'), {
      type: 'draftCandidate',
      policy: world.policy,
      requirement: world.requirement,
      to: named(to),
    });
  expect(sentences(draft('policy-rbac-1'))).toEqual([
    'the content is in `kubernetes-rbac`, the policy in `aws-iam`',
  ]);
  const candidate = world.draft();
  const revise = { type: 'reviseCandidate', candidate, expected: null } as const;
  expect(codes(world.try(human('author'), { ...revise, to: named('policy-rbac-1') }))).toEqual([
    'LANGUAGE_MISMATCH',
  ]);
  expect(codes(world.try(human('author'), { ...revise, to: named('policy-2') }))).toEqual([]);
  const own = world.requirement;
  world.requirement = '';
  world.stateRequirement('requirement-rbac', { language: 'kubernetes-rbac' });
  expect(sentences(draft('policy-3'))).toEqual([
    'the requirement is in `kubernetes-rbac`, the policy in `aws-iam`',
  ]);
  world.facts.requirements.set(
    named('requirement-other'),
    world.requirementFacts({ language: 'grants' }),
  );
  const restated = { requirement: own, document: named('requirement-other') } as const;
  expect(sentences(world.try(human('author'), { type: 'stateRequirement', ...restated }))).toEqual([
    'a requirement keeps its language',
  ]);
});
