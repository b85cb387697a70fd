import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type FileKind, fileKinds, fileSchema, parseFile } from './file-kinds.ts';

const head = { apiVersion: 'countersign/v1' };
const cases = {
  allow: [
    {
      id: 'read',
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::b/*'],
      context: { 'aws:SourceVpc': 'vpc-1' },
    },
  ],
  deny: [{ id: 'no-deletes', actions: 's3:Delete*' }],
};
const EXAMPLES: Readonly<Record<FileKind, Record<string, unknown>>> = {
  AccessRequirement: {
    nhi: 'reports',
    owner: 'ana',
    backupOwner: 'ben',
    environment: 'prod',
    purpose: 'x',
    dataClass: 'internal',
    ticket: 'A-1',
    expires: '2027-06-30',
    ...cases,
  },
  Candidate: {
    environment: 'prod',
    policy: { name: 'p', from: null, to: { Version: '2012-10-17', Statement: [] } },
    requirement: 'need.yaml',
    guardrails: ['g.yaml'],
  },
  Exception: {
    name: 'late-key',
    environment: 'prod',
    covers: { appetite: 'T4' },
    owner: 'ana',
    why: 'x',
    since: '2026-01-01',
    until: '2026-06-30',
  },
  Guardrail: {
    name: 'no-keys',
    type: 'regulatory',
    severity: 'block',
    language: 'aws-iam',
    scope: { environments: ['prod/*'] },
    owner: 'ana',
    why: 'x',
    obligation: { type: 'must-deny', request: { actions: ['kms:*'] } },
  },
  Nhi: {
    environment: 'prod',
    source: 'aws-iam',
    externalId: 'arn',
    name: 'reports',
    owner: 'ana',
    backupOwner: 'ben',
  },
  Policy: { name: 'p', environment: 'prod', owner: 'ana', policy: null },
  Suite: {
    name: 's',
    cases: [{ id: 'a', request: { action: 's3:GetObject', resource: '*' }, expect: 'deny' }],
  },
};
const KINDS = Object.keys(fileKinds) as FileKind[];
const compiled = (kind: FileKind) =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(fileSchema(kind));

function faults(value: unknown): string[] {
  const parsed = parseFile(value);
  return parsed.ok ? [] : parsed.refusals.map(({ code, message }) => `${code}: ${message}`);
}

describe.each(KINDS)('%s', (kind) => {
  const example = { ...head, kind, ...EXAMPLES[kind] };
  const accepts = compiled(kind);

  test('reads its example, and its JSON Schema accepts it', () => {
    expect(faults(example)).toEqual([]);
    expect(accepts(example)).toBe(true);
  });

  test('refuses a field that is not known and one that is missing, and so does its JSON Schema', () => {
    const required = fileSchema(kind)['required'] as string[];
    for (const name of required.filter((one) => one !== 'kind')) {
      const { [name]: _, ...without } = example as Record<string, unknown>;
      expect(faults(without).join()).toContain(`\`${name}\``);
      expect(accepts(without)).toBe(false);
    }
    const wrong = { ...example, colour: 'red' };
    expect(faults(wrong)).toEqual(['UNKNOWN_FIELD: unknown field `colour`']);
    expect(accepts(wrong)).toBe(false);
  });
});

test('a kind that is not known is answered with the one that was meant', () => {
  expect(faults({ ...head, kind: 'Candidat' })).toEqual([
    'UNKNOWN_KIND: the kind `Candidat` is not known; did you mean `Candidate`',
  ]);
  expect(faults({ ...head, kind: 'toString' })[0]).toContain('UNKNOWN_KIND');
  expect(faults({ ...head })).toEqual(['MISSING_FIELD: missing field `kind`']);
  expect(faults([])).toEqual(['WRONG_TYPE: the file must be an object']);
});

test('another version of the files is refused', () => {
  const other = { ...EXAMPLES.Nhi, apiVersion: 'countersign/v2', kind: 'Nhi' };
  expect(faults(other)[0]).toContain('apiVersion');
});

describe('a need', () => {
  const need = { ...head, kind: 'AccessRequirement', ...EXAMPLES.AccessRequirement };
  const accepts = compiled('AccessRequirement');

  test('without an intended denial is refused', () => {
    expect(faults({ ...need, deny: [] })).toEqual([
      'INVALID_VALUE: `deny`: an intended denial is missing: name at least one thing that must stay denied',
    ]);
  });

  test('has cases of its own or an intent, and not both', () => {
    const { allow: _, deny: __, ...bare } = need as Record<string, unknown>;
    const intent = { name: 'read-bucket-prefix', parameters: { bucket: 'arn', prefix: 'in' } };
    expect(faults({ ...bare, intent })).toEqual([]);
    for (const wrong of [bare, { ...need, intent }, { ...bare, deny: cases.deny }]) {
      expect(faults(wrong)).toEqual([
        'INVALID_VALUE: the file: give `allow` and `deny`, or `intent`',
      ]);
      expect(accepts(wrong)).toBe(false);
    }
    expect(accepts({ ...bare, intent })).toBe(true);
  });
});
