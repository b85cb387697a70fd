import { expect, test } from 'vitest';
import { needCases } from './need-cases.ts';

const intent = {
  name: 'read-bucket-prefix',
  parameters: { bucket: 'arn:aws:s3:::invoices', prefix: '2027/' },
};

async function messages(written: object): Promise<string[]> {
  const read = await needCases(written);
  return read.ok ? [] : read.refusals.map(({ code, message }) => `${code}: ${message}`);
}

test('an intent writes what is allowed and what stays denied, in its own language', async () => {
  const read = await needCases({ intent });
  if (!read.ok) throw new Error('the intent is read');
  expect(read.value.language).toBe('aws-iam');
  expect(read.value.cases.allow.map(({ id }) => id)).toContain('reads-objects');
  expect(read.value.cases.deny.length).toBeGreaterThan(0);
});

test('an intent of another language than the file, an unknown one and a missing value are refused', async () => {
  expect(await messages({ language: 'grants', intent })).toEqual([
    'WRONG_LANGUAGE: the intent `read-bucket-prefix` is of aws-iam, the file says grants',
  ]);
  expect(await messages({ intent: { ...intent, name: 'read-bucket-prefx' } })).toEqual([
    'UNKNOWN_INTENT: there is no intent `read-bucket-prefx`; did you mean `read-bucket-prefix`',
  ]);
  expect((await messages({ intent: { ...intent, parameters: {} } })).length).toBeGreaterThan(0);
});

test('cases of its own are read in the words of the language', async () => {
  const allow = [{ id: 'a', verbs: ['get'], resources: ['pods'] }];
  const deny = [{ id: 'b', verbs: ['*'], resources: ['secrets'] }];
  expect(await messages({ language: 'kubernetes-rbac', allow, deny })).toEqual([]);
  expect((await messages({ allow, deny })).length).toBeGreaterThan(0);
});
