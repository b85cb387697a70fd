import { expect, test } from 'vitest';
import { parsed } from '../../../test/check-diff.ts';
import { Keys } from './keys.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

function keysOf(...conditions: readonly Condition[]): Keys {
  const statements = conditions.map((one) => ({
    Effect: 'Allow' as const,
    Action: ['s3:GetObject'],
    Resource: ['*'],
    Condition: Object.fromEntries(
      Object.entries(one).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, [value]])),
      ]),
    ),
  }));
  return new Keys([parsed(statements)]);
}

test.each([
  ['the service table says', 'aws:sourceip', {}, 'text'],
  [
    'an operator takes it',
    'aws:sourceip',
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    'address',
  ],
  ['an operator takes it', 'x:n', { NumericLessThan: { 'x:N': '1' } }, 'number'],
  ['an operator takes it', 'x:d', { DateLessThanIfExists: { 'x:d': '2025-01-01' } }, 'time'],
  ['an operator takes it', 'x:b', { Bool: { 'x:b': 'true' } }, 'bool'],
  ['a set operator takes it', 'x:s', { 'ForAnyValue:StringLike': { 'x:s': 'a' } }, 'set'],
  ['the service table says', 'aws:tagkeys', { StringEquals: { 'aws:TagKeys': 'a' } }, 'set'],
  [
    'the service table says, whatever set operators ask',
    'aws:username',
    { 'ForAllValues:StringEquals': { 'aws:username': 'a' } },
    'text',
  ],
  ['`Null` takes it', 'x:n', { Null: { 'x:n': 'true' } }, 'text'],
  [
    'two families take it, as text',
    'x:n',
    { NumericLessThan: { 'x:n': '1' }, StringEquals: { 'x:n': '1' } },
    'text',
  ],
  [
    'two families take it, as the service table says',
    's3:max-keys',
    { NumericLessThan: { 's3:max-keys': '1' }, StringEquals: { 's3:max-keys': '1' } },
    'number',
  ],
  ['it is always', 'aws:currenttime', {}, 'time'],
] as const)('a key has values as %s', (_why, name, condition, kind) => {
  expect(keysOf(condition).kindOf(name)).toBe(kind);
});

test('two spellings of a key are one, of a tag two', () => {
  const keys = keysOf();
  expect(keys.nameOf('AWS:UserName')).toBe(keys.nameOf('aws:username'));
  expect(keys.nameOf('aws:ResourceTag/Team')).not.toBe(keys.nameOf('aws:ResourceTag/team'));
  expect(keys.nameOf('AWS:resourcetag/Team')).toBe(keys.nameOf('aws:ResourceTag/Team'));
});

test('the time is one key, shown under its own name', () => {
  const keys = keysOf({ NumericLessThan: { 'aws:EpochTime': '5' } });
  expect(keys.nameOf('aws:EpochTime')).toBe('aws:currenttime');
  expect(keys.spellingOf('aws:currenttime')).toBe('aws:CurrentTime');
});

test('a key is shown as the policies spell it first', () => {
  const keys = keysOf(
    { StringEquals: { 'AWS:userName': 'a' } },
    { StringLike: { 'aws:username': 'a' } },
  );
  expect(keys.spellingOf('aws:username')).toBe('AWS:userName');
  expect(keys.names()).toEqual(['aws:username']);
});
