// For tests only. What the story's job was found to have and to use, and where its draft came from.
import { digest, digestOf, utf8 } from '../../bytes/index.ts';
import type { Inventory } from '../inventory.ts';
import type { Provenance } from '../provenance.ts';
import type { Use } from '../use.ts';
import { ENVIRONMENT, requirement, STATED } from './story-documents.ts';
import { WORKSPACE } from './story-keys.ts';

const SUBJECT = 'arn:aws:iam::123456789012:role/nightly-report';
const READ =
  '{"canonical":"aws-iam/1","policy":{"Statement":[{"Action":["s3:Get*"],"Effect":"Allow","Resource":["*"]}],"Version":"2012-10-17"}}';
const READ_DIGEST = digest(utf8(READ));

export const inventory: Inventory = {
  kind: 'inventory',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  source: 'aws-authorization-details',
  tool: 'countersign',
  toolVersion: '0.1.0',
  takenAt: STATED,
  identities: [
    {
      externalId: SUBJECT,
      type: 'role',
      policies: [{ name: 'read', layer: 'identity', digest: READ_DIGEST }],
      boundary: null,
      groups: ['reporting'],
      thirdParty: false,
      credentials: [{ kind: 'access-key', createdAt: STATED, lastUsedAt: null }],
      usedBy: ['reports/nightly'],
      lastUsedAt: STATED,
      missing: ['arn:aws:iam::aws:policy/IAMReadOnlyAccess'],
    },
  ],
  organization: { scp: [[READ_DIGEST]], rcp: [] },
  objects: null,
  policies: { [READ_DIGEST]: READ },
};

export const use: Use = {
  kind: 'use',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  source: 'cloudtrail',
  tool: 'countersign',
  toolVersion: '0.1.0',
  takenAt: STATED,
  subject: SUBJECT,
  from: '2026-01-05T08:00:00.000Z',
  to: STATED,
  requests: [
    {
      request: { action: 's3:GetObject', resource: 'arn:aws:s3:::reports/2026-01-31', context: {} },
      count: 31,
      last: '2026-01-31T02:00:00.000Z',
      refused: false,
    },
  ],
  unread: [{ what: 's3:HeadObject without a resource', count: 2 }],
};

export const provenance: Provenance = {
  kind: 'provenance',
  v: 1,
  source: 'use',
  tool: 'countersign',
  version: '0.1.0',
  inputs: [
    { name: 'requirement', digest: digestOf(requirement), takenAt: null },
    { name: 'use', digest: digestOf(use), takenAt: STATED },
  ],
};
