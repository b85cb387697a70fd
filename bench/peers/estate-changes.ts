import type { Guardrail } from '../../packages/analysis/src/index.ts';

/** A guardrail before and after a change. */
export interface Change {
  readonly before: Guardrail;
  readonly after: Guardrail;
}

const denying = (...actions: readonly string[]): Guardrail => ({
  name: 'bench',
  kind: 'regulatory',
  severity: 'block',
  language: 'aws-iam',
  scope: { environments: ['*'], environmentClasses: null, dataClasses: null, identities: ['*'] },
  owner: '0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b',
  frameworks: [],
  until: null,
  why: 'measured',
  obligation: { type: 'must-deny', request: { actions, resources: ['*'] } },
});

/** One that few policies bear on, and one that many do. */
export const CHANGES: Readonly<Record<'audit' | 'passing', Change>> = {
  audit: {
    before: denying('cloudtrail:StopLogging'),
    after: denying(
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:PutEventSelectors',
    ),
  },
  passing: {
    before: denying('iam:PassRole'),
    after: denying(
      'iam:PassRole',
      'iam:CreatePolicyVersion',
      's3:PutBucketPolicy',
      'kms:PutKeyPolicy',
    ),
  },
};
