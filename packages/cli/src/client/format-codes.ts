/** What is refused because a text or document cannot be read as what it has to be; nothing was judged. */
const FORMAT_CODES = [
  'CONFLICTING_ELEMENTS',
  'DUPLICATE_KEY',
  'EMPTY_LIST',
  'INVALID_VALUE',
  'INVISIBLE_CHARACTER',
  'MISSING_ELEMENT',
  'MISSING_FIELD',
  'NUMBER_NOT_EXACT',
  'POLICY_TOO_LARGE',
  'UNKNOWN_ELEMENT',
  'UNKNOWN_FIELD',
  'UNKNOWN_OPERATOR',
  'UNKNOWN_PRINCIPAL',
  'WRONG_ACTION',
  'WRONG_RESOURCE',
  'WRONG_TYPE',
  'WRONG_VALUE',
];

/** Whether a code says that the input could not be read (exit 3), not that something does not hold (exit 1). */
export function isFormatCode(code: string): boolean {
  return code.startsWith('JSON_') || FORMAT_CODES.includes(code);
}
