// For tests: the workspace's Roster 1, RuleSet 1 and need, and the gate that pins them.
import {
  digest,
  digestOf,
  fromBase64,
  logOrigin,
  type Requirement,
  type Roster,
  type RuleSet,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  type TrustPolicy,
  utf8,
  verifierKey,
} from '@countersign/evidence';
import {
  ANA,
  ENVIRONMENT,
  id,
  KEYS,
  LONG_AGO,
  OLGA,
  publicKey,
  SAM,
  UNTIL,
  WORKSPACE,
} from './people.ts';

export const roster1: Roster = {
  kind: 'roster',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  number: 1,
  previous: null,
  quorum: { threshold: 2, humans: [ANA.human, OLGA.human] },
  humans: [ANA, OLGA, SAM].map(({ human, credential, seed, roles }) => ({
    id: human,
    commitment: digest(seed),
    roles: [...roles],
    accepts: [{ environment: '*', upTo: 'T4', until: null }],
    since: LONG_AGO,
    until: null,
    credentials: [
      {
        id: credential,
        type: 'ssh-ed25519',
        publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(seed)),
        assurance: 'ssh',
        rpId: null,
        since: LONG_AGO,
        until: null,
      },
    ],
  })),
  groups: [],
  serviceKeys: [
    { use: 'log', type: 'ed25519', publicKey: publicKey(KEYS.log), since: LONG_AGO, until: null },
    {
      use: 'release',
      type: 'ecdsa-p256',
      publicKey: publicKey(KEYS.release),
      since: LONG_AGO,
      until: null,
    },
    {
      use: 'freshness',
      type: 'ed25519',
      publicKey: publicKey(KEYS.freshness),
      since: LONG_AGO,
      until: null,
    },
  ],
};

export const ruleSet1: RuleSet = {
  kind: 'ruleset',
  v: 1,
  workspace: WORKSPACE,
  number: 1,
  previous: null,
  rosterNumber: 1,
  reviewTtlSeconds: 86_400,
  environments: [
    {
      name: ENVIRONMENT,
      class: 'staging',
      minimumAssurance: 'ssh',
      onLapse: 'deny',
      maxValiditySeconds: 31_536_000,
    },
  ],
  rules: [
    {
      name: 'two',
      if: { verdict: null, tierAtLeast: 'T2', tierAtMost: null, environmentClass: null },
      requires: {
        all: [
          { from: { role: 'resource-owner' }, approve: 1 },
          { from: { role: 'security' }, approve: 1 },
        ],
      },
      deny: null,
      distinct: true,
    },
  ],
  default: 'deny',
};

export const requirement: Requirement = {
  kind: 'requirement',
  v: 1,
  workspace: WORKSPACE,
  nhi: id(3),
  owner: ANA.human,
  backupOwner: OLGA.human,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  purpose: digest(utf8('purpose')),
  dataClass: null,
  ticket: null,
  expires: UNTIL,
  allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['*'] }],
  deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
};

export const TRUST: TrustPolicy = {
  kind: 'trust-policy',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  roster: { number: 1, digest: digestOf(roster1) },
  ruleSet: { number: 1, digest: digestOf(ruleSet1) },
  logKey: verifierKey(logOrigin(WORKSPACE), fromBase64(publicKey(KEYS.log)) ?? new Uint8Array()),
  bases: ['approvals'],
  maxFreshnessSeconds: 86_400,
  witnesses: [],
};
