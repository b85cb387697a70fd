// For tests only. What the workspace of the story is founded on and what is asked for: Alice's report job may read
// reports, and must not delete any.
import { digestOf, saltedDigest } from '../../bytes/index.ts';
import { sshPublicKeyLine } from '../../ssh/index.ts';
import { softwareKey } from '../../ssh/testing/software-authenticator.ts';
import type { Id } from '../../values.ts';
import type { RequirementV1 } from '../requirement.ts';
import type { RbacRequirement } from '../requirement-v2.ts';
import type { Roster, RosterHuman } from '../roster.ts';
import type { RuleSet } from '../rule-set.ts';
import {
  ALICE,
  BEN,
  FRESHNESS_KEY,
  id,
  LOG_KEY,
  OLIVIA,
  publicKeyLine,
  RELEASE_KEY,
  SAM,
  type StoryPerson,
  WORKSPACE,
} from './story-keys.ts';

export const FOUNDED = '2026-01-05T08:00:00.000Z';
export const STATED = '2026-02-01T09:00:00.000Z';
export const LAPSES = '2026-07-31T00:00:00.000Z';
export const ENVIRONMENT = 'staging/aws/123456789012';
export const NHI: Id = id(0x40);

function human(one: StoryPerson): RosterHuman {
  return {
    id: one.human,
    commitment: saltedDigest(one.salt, one.name),
    roles: one.roles,
    accepts: [{ environment: 'staging/*', upTo: 'T3', until: null }],
    since: FOUNDED,
    until: null,
    credentials: [
      {
        id: one.credential,
        type: 'ssh-ed25519',
        publicKey: publicKeyLine(one),
        assurance: 'ssh',
        rpId: null,
        since: FOUNDED,
        until: null,
      },
    ],
  };
}

const RP_ID = 'countersign.example';
const PASSKEY = softwareKey(
  'sk-ecdsa-sha2-nistp256@openssh.com',
  new Uint8Array(32).fill(5),
  RP_ID,
);

/** Sam may accept risk in production until the end of the year, with a passkey. */
const sam: RosterHuman = {
  ...human(SAM),
  accepts: [
    { environment: 'staging/*', upTo: 'T3', until: null },
    { environment: 'prod/*', upTo: 'T4', until: '2026-12-31T00:00:00.000Z' },
  ],
  until: '2027-12-31T00:00:00.000Z',
  credentials: [
    ...human(SAM).credentials,
    {
      id: id(0x25),
      type: 'webauthn-es256',
      publicKey: sshPublicKeyLine(PASSKEY.publicKey),
      assurance: 'webauthn-uv',
      rpId: RP_ID,
      since: STATED,
      until: LAPSES,
    },
  ],
};

/** Roster 1: as founded. */
export const firstRoster: Roster = {
  kind: 'roster',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  number: 1,
  previous: null,
  quorum: { threshold: 2, humans: [ALICE.human, BEN.human] },
  humans: [ALICE, BEN, OLIVIA, SAM].map(human),
  groups: [],
  serviceKeys: [LOG_KEY, RELEASE_KEY, FRESHNESS_KEY].map(({ use, type, publicKey }) => ({
    use,
    type,
    publicKey,
    since: FOUNDED,
    until: null,
  })),
};

/** Roster 2: Sam got a passkey, and there is a group. */
export const roster: Roster = {
  ...firstRoster,
  number: 2,
  previous: digestOf(firstRoster),
  humans: [ALICE, BEN, OLIVIA].map(human).concat(sam),
  groups: [
    {
      name: 'data-platform',
      members: [
        { human: OLIVIA.human, until: null },
        { human: SAM.human, until: LAPSES },
      ],
    },
  ],
};

/** RuleSet 1: every form of a rule once. */
export const ruleSet: RuleSet = {
  kind: 'ruleset',
  v: 1,
  workspace: WORKSPACE,
  number: 1,
  previous: null,
  rosterNumber: 1,
  reviewTtlSeconds: 1_209_600,
  environments: [
    {
      name: 'prod/aws/123456789012',
      class: 'production',
      minimumAssurance: 'ssh-sk-verified',
      onLapse: 'keep',
      maxValiditySeconds: 15_552_000,
    },
    {
      name: ENVIRONMENT,
      class: 'staging',
      minimumAssurance: 'ssh',
      onLapse: 'deny',
      maxValiditySeconds: 31_104_000,
    },
  ],
  rules: [
    {
      name: 'narrower',
      if: {
        verdict: ['equivalent', 'narrower'],
        tierAtLeast: null,
        tierAtMost: 'T1',
        environmentClass: null,
      },
      requires: { from: { role: 'reviewer' }, approve: 1 },
      deny: null,
      distinct: false,
    },
    {
      name: 'high',
      if: {
        verdict: null,
        tierAtLeast: 'T3',
        tierAtMost: null,
        environmentClass: ['production', 'staging'],
      },
      requires: {
        all: [
          { from: { role: 'resource-owner' }, approve: 1 },
          {
            any: [
              { from: { role: 'security' }, approve: 1 },
              { from: { group: 'data-platform' }, approve: 2 },
            ],
          },
        ],
      },
      deny: { from: { role: 'security' }, count: 1 },
      distinct: true,
    },
  ],
  default: 'deny',
};

export const requirement: RequirementV1 = {
  kind: 'requirement',
  v: 1,
  workspace: WORKSPACE,
  nhi: NHI,
  owner: ALICE.human,
  backupOwner: BEN.human,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  purpose: saltedDigest(ALICE.salt, 'the nightly job reads the reports of the day'),
  dataClass: 'internal',
  ticket: null,
  expires: '2026-12-31T00:00:00.000Z',
  allow: [
    {
      id: 'read-reports',
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
    },
  ],
  deny: [{ id: 'never-delete', actions: ['s3:Delete*'], resources: ['*'] }],
};

/** The same need of a job in a cluster, which version 1 has no words for. */
export const requirementV2: RbacRequirement = {
  ...requirement,
  v: 2,
  language: 'kubernetes-rbac',
  allow: [
    {
      id: 'read-settings',
      users: null,
      groups: null,
      roles: null,
      verbs: ['get', 'list'],
      apiGroups: [''],
      resources: ['configmaps'],
      subresources: null,
      names: null,
      namespaces: ['reports'],
      paths: null,
      notVerbs: null,
      notResources: null,
      notNames: null,
      notNamespaces: null,
    },
  ],
  deny: [
    {
      id: 'never-secrets',
      users: null,
      groups: null,
      roles: null,
      verbs: null,
      apiGroups: [''],
      resources: ['secrets'],
      subresources: null,
      names: null,
      namespaces: null,
      paths: null,
      notVerbs: null,
      notResources: null,
      notNames: null,
      notNamespaces: null,
    },
  ],
};
