import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicyText } from './parse-policy.ts';

function faults(input: string | Uint8Array): unknown[] {
  const result = parsePolicyText(input);
  if (result.ok) return [];
  return result.refusals.map(({ code, message, details }) => ({ code, message, ...details }));
}

const GOOD =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}';

test('a well-formed policy parses, a single statement becomes a list', () => {
  const result = parsePolicyText(GOOD);
  expect(result.ok && result.value.document.Statement).toEqual([
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] },
  ]);
});

test.each([
  ['', 'JSON_EMPTY', 'the text is empty', 1, 1],
  ['{\n  "Statement": [}', 'JSON_SYNTAX', 'expected a JSON value and found `}`', 2, 17],
  [`${GOOD}\n x`, 'JSON_TRAILING_TEXT', 'there is text after the end of the document', 2, 2],
  ['['.repeat(40), 'JSON_TOO_DEEP', 'the document is nested deeper than 32 levels', 1, 33],
  [
    `${GOOD} \u202e`,
    'INVISIBLE_CHARACTER',
    'the text holds the invisible character `U+202E`',
    1,
    96,
  ],
  [' '.repeat(262_145), 'POLICY_TOO_LARGE', 'the policy is larger than 262144 bytes', 1, 1],
])(
  'broken text %# is one fault with code, line and column',
  (text, code, message, line, column) => {
    expect(faults(text)).toMatchObject([{ code, message, line, column }]);
  },
);

test('bytes that are not UTF-8 are refused where they stand', () => {
  const bytes = new Uint8Array([0x7b, 0x0a, 0x20, 0xc0, 0xaf]);
  const message = 'the text is not UTF-8: byte 3 cannot stand there';
  expect(faults(bytes)).toMatchObject([{ code: 'NOT_UTF8', message, line: 2, column: 2 }]);
});

test('a duplicate name is refused even where the values are equal', () => {
  const message = 'the name `Effect` stands twice in one object';
  expect(
    faults(GOOD.replace('"Effect":"Allow",', '"Effect":"Allow","Effect":"Allow",')),
  ).toMatchObject([{ code: 'JSON_DUPLICATE_KEY', message, line: 1, column: 55 }]);
});

test('an invisible character cannot hide in an escape', () => {
  expect(faults(GOOD.replace('GetObject', 'Get\\u202eObject'))).toMatchObject([
    { code: 'INVISIBLE_CHARACTER', message: 'a string holds the invisible character `U+202E`' },
  ]);
});

test('every fault of a document is named at once, with its pointer and a suggestion', () => {
  const text = JSON.stringify({
    Version: '2013',
    Statment: [],
    Statement: [
      { Effect: 'allow', Action: 's3', NotAction: [], Resource: 7, Conditon: {} },
      { Action: 's3:*', Condition: { StringEqual: { k: [null] } } },
    ],
  });
  expect(
    faults(text)
      .map((fault) => JSON.stringify(fault))
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "{"code":"UNKNOWN_ELEMENT","message":"the policy element \`Statment\` is not known; did you mean \`Statement\`","line":1,"column":19,"pointer":"/Statment"}
    {"code":"WRONG_VALUE","message":"\`Effect\` must be \`Allow\` or \`Deny\`, not \`allow\`","line":1,"column":56,"pointer":"/Statement/0/Effect"}
    {"code":"WRONG_ACTION","message":"\`s3\` is not \`*\` or \`service:action\`","line":1,"column":73,"pointer":"/Statement/0/Action"}
    {"code":"EMPTY_LIST","message":"\`NotAction\` must not be an empty list","line":1,"column":90,"pointer":"/Statement/0/NotAction"}
    {"code":"WRONG_TYPE","message":"\`Resource\` must be a string or a list of strings, not a number","line":1,"column":104,"pointer":"/Statement/0/Resource"}
    {"code":"UNKNOWN_ELEMENT","message":"the statement element \`Conditon\` is not known; did you mean \`Condition\`","line":1,"column":106,"pointer":"/Statement/0/Conditon"}
    {"code":"CONFLICTING_ELEMENTS","message":"the statement has both \`Action\` and \`NotAction\`","line":1,"column":46,"pointer":"/Statement/0"}
    {"code":"UNKNOWN_OPERATOR","message":"the condition operator \`StringEqual\` is not known; did you mean \`StringEquals\`","line":1,"column":151,"pointer":"/Statement/1/Condition/StringEqual"}
    {"code":"WRONG_TYPE","message":"the values of \`k\` must be strings, numbers or booleans, not null","line":1,"column":171,"pointer":"/Statement/1/Condition/StringEqual/k/0"}
    {"code":"MISSING_ELEMENT","message":"the statement has no \`Effect\`","line":1,"column":121,"pointer":"/Statement/1"}
    {"code":"MISSING_ELEMENT","message":"the statement has no \`Resource\`","line":1,"column":121,"pointer":"/Statement/1"}
    {"code":"WRONG_VALUE","message":"\`Version\` must be \`2012-10-17\` or \`2008-10-17\`, not \`2013\`","line":1,"column":12,"pointer":"/Version"}"
  `);
});

test('a statement without an element that AWS requires is refused', () => {
  expect(faults('{"Statement":[{}]}')).toMatchObject([
    { code: 'MISSING_ELEMENT', message: 'the statement has no `Effect`', pointer: '/Statement/0' },
    { code: 'MISSING_ELEMENT', message: 'the statement has no `Action`' },
    { code: 'MISSING_ELEMENT', message: 'the statement has no `Resource`' },
  ]);
});

test('numbers and booleans of conditions become the strings AWS compares', () => {
  const text = GOOD.replace('"Resource"', '"Condition":{"Bool":{"k":[true,3,"x"]}},"Resource"');
  const result = parsePolicyText(text);
  expect(result.ok && result.value.document.Statement[0]?.Condition).toEqual({
    Bool: { k: ['true', '3', 'x'] },
  });
  expect(faults(text.replace(',3,', ',3.0,'))).toMatchObject([
    {
      code: 'NUMBER_NOT_EXACT',
      message: 'the number `3.0` has more than one spelling; write it as a string',
    },
  ]);
});

test('no input makes the parser throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.uint8Array()), (input) => {
      expect(typeof parsePolicyText(input).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});

test('two spellings of one condition operator or key are a duplicate', () => {
  const Condition = {
    StringEquals: { 'aws:username': 'a', 'AWS:UserName': 'b' },
    stringequals: { 'aws:userid': 'c' },
  };
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition };
  const result = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  expect(result).toMatchObject({
    ok: false,
    refusals: [
      {
        code: 'JSON_DUPLICATE_KEY',
        message: 'the name `stringequals` stands twice in one object, as `StringEquals` before',
      },
      {
        code: 'JSON_DUPLICATE_KEY',
        message: 'the name `AWS:UserName` stands twice in one object, as `aws:username` before',
        details: { pointer: '/Statement/Condition/StringEquals/AWS:UserName' },
      },
    ],
  });
});
