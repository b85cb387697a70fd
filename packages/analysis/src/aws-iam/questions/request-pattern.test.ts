import { expect, test } from 'vitest';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { prove } from './prove.ts';
import { parseRequestPattern } from './request-pattern.ts';

function verdict(statement: object, pattern: object): string {
  const policy = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  const read = parseRequestPattern(pattern);
  if (!policy.ok || !read.ok) throw new Error(JSON.stringify([policy, read]));
  return prove({ property: 'must-deny', policies: [policy.value], pattern: read.value }).verdict;
}

const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

test('a pattern may say who asks', () => {
  const named = { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:role/app' } };
  const ask = (principal: unknown): string => verdict(named, { action: 's3:*', principal });
  expect(ask('arn:aws:iam::111122223333:role/app')).toBe('refuted');
  expect(ask('arn:aws:iam::111122223333:role/other')).toBe('proved');
  expect(ask({ Service: 'ec2.amazonaws.com' })).toBe('proved');
});

test('a pattern may say what the request carries, by the type of the key', () => {
  const inside = { ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  const ask = (context: object): string => verdict(inside, { action: 's3:*', context });
  expect(ask({ 'aws:SourceIp': '10.1.0.0/16' })).toBe('refuted');
  expect(ask({ 'aws:SourceIp': ['192.0.2.0/24', '198.51.100.7'] })).toBe('proved');
  const secure = { ...allow, Condition: { Bool: { 'aws:SecureTransport': true } } };
  expect(verdict(secure, { action: 's3:*', context: { 'aws:SecureTransport': false } })).toBe(
    'proved',
  );
  const tagged = {
    ...allow,
    Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } },
  };
  expect(verdict(tagged, { action: 's3:*', context: { 'aws:TagKeys': 'team' } })).toBe('refuted');
});

test('a pattern may say what condition operators say of a key', () => {
  const outside = { ...allow, Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  const ask = (context: object): string => verdict(outside, { action: 's3:*', context });
  expect(ask({ 'aws:SourceIp': { IpAddress: '10.1.0.0/16' } })).toBe('proved');
  expect(ask({ 'aws:SourceIp': { NotIpAddress: ['10.0.0.0/8'] } })).toBe('refuted');
  expect(
    parseRequestPattern({ actions: 's3:*', context: { 'aws:SourceIp': { Like: 'x' } } }),
  ).toMatchObject({ ok: false, refusals: [{ code: 'UNKNOWN_OPERATOR' }] });
});

test('a pattern may be everything but what it leaves out', () => {
  const reader = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::b/in/*' };
  const ask = (pattern: object): string => verdict(reader, pattern);
  expect(ask({ action: 's3:*', notResources: 'arn:aws:s3:::b/in/*' })).toBe('proved');
  expect(ask({ action: 's3:*', notResources: 'arn:aws:s3:::b/in/2026/*' })).toBe('refuted');
  expect(ask({ notActions: ['s3:Get*'] })).toBe('proved');
  expect(ask({ notActions: ['s3:GetObject'] })).toBe('refuted');
  expect(parseRequestPattern({ actions: 's3:*', notActions: 's3:Get*' }).ok).toBe(false);
});

test('every fault of a pattern is told at once', () => {
  expect(parseRequestPattern({ actoin: 's3:*', context: 7 })).toEqual({
    ok: false,
    refusals: [
      {
        code: 'WRONG_PATTERN',
        message: 'a request pattern has no `actoin`; did you mean `action`',
      },
      {
        code: 'WRONG_PATTERN',
        message:
          'a request pattern needs `actions` and `resources`, each a string or a list of strings',
      },
      {
        code: 'WRONG_PATTERN',
        message: '`context` must be an object of keys with their values',
      },
    ],
  });
});
