// For tests only. The story's next RuleSet, which carries what gates, and what its change was found to do.
import { digestOf } from '../../bytes/index.ts';
import type { Assessment } from '../assessment.ts';
import type { RuleSetV2 } from '../rule-set.ts';
import { summary } from './story-decisions.ts';
import { ruleSet } from './story-documents.ts';
import { ALICE, id, OLIVIA, SAM } from './story-keys.ts';

const SINCE = '2026-11-23T09:00:00.000Z';
const UNTIL = '2027-01-31T00:00:00.000Z';
const always = {
  effects: null,
  verdict: null,
  environmentClass: null,
  dataClass: null,
  author: null,
  facts: null,
};

/** RuleSet 2: every form of a tier rule, an appetite, a guardrail, an exception and an input rule once. */
export const ruleSetV2: RuleSetV2 = {
  ...ruleSet,
  v: 2,
  number: 2,
  previous: digestOf(ruleSet),
  rosterNumber: 2,
  tierRules: [
    {
      code: 'NO_NEW_ACCESS',
      tier: 'T0',
      when: { ...always, verdict: ['equivalent', 'narrower'] },
      because: 'nothing new is allowed',
      lower: 'nothing',
    },
    {
      code: 'AGENT_WRITES_CARDS',
      tier: 'T4',
      when: {
        effects: ['ADDS_WRITE', 'ADDS_TAGGING'],
        verdict: ['broader', 'incomparable', 'undetermined'],
        environmentClass: ['production'],
        dataClass: ['pci'],
        author: ['agent', 'pipeline'],
        facts: ['third-party', 'stale-input'],
      },
      because: 'a machine wrote what changes card data',
      lower: 'have a human write it',
    },
  ],
  appetite: [
    {
      environment: '*',
      dataClass: null,
      upTo: 'T3',
      acceptedBy: ALICE.human,
      since: SINCE,
      until: null,
    },
    {
      environment: 'prod/aws/123456789012',
      dataClass: 'pci',
      upTo: 'T2',
      acceptedBy: ALICE.human,
      since: SINCE,
      until: UNTIL,
    },
  ],
  guardrails: [
    {
      name: 'card-data-stays',
      kind: 'regulatory',
      severity: 'block',
      language: 'aws-iam',
      scope: {
        environments: ['prod/*'],
        environmentClasses: ['production'],
        dataClasses: ['pci'],
        identities: ['*'],
      },
      owner: SAM.human,
      frameworks: [{ framework: 'PCI DSS 4.0.1', id: '7.2.5' }],
      until: null,
      why: 'card data leaves its bucket for nobody',
      obligation: {
        type: 'must-deny',
        request: { actions: ['s3:PutBucketPolicy'], resources: ['arn:aws:s3:::cards'] },
      },
    },
  ],
  exceptions: [
    {
      id: id(90),
      name: 'migration',
      environment: 'prod/*',
      policy: null,
      covers: { appetite: 'T4', undetermined: ['diff-decided', '*`aws:CurrentTime`*'] },
      owner: OLIVIA.human,
      why: 'the old platform moves until the end of January',
      compensatingControl: 'card-data-stays',
      since: SINCE,
      until: UNTIL,
    },
  ],
  inputs: [
    {
      kind: 'inventory',
      environmentClass: ['production'],
      maxAgeSeconds: 86_400,
      whenStale: 'block',
    },
  ],
};

export const assessment: Assessment = {
  kind: 'assessment',
  v: 1,
  presented: digestOf(summary),
  effects: [{ code: 'ADDS_READ', detail: 'more can be read: `s3:GetObject`' }],
};
