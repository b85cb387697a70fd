import { isDeepStrictEqual } from 'node:util';

let passed = 0;
let failed = 0;

/** Starts a chapter of the tour. */
export function chapter(title: string): void {
  process.stdout.write(`\n${title}\n${'─'.repeat(title.length)}\n`);
}

/** Says what happens, without judging it. */
export function tell(sentence: string): void {
  process.stdout.write(`  ${sentence}\n`);
}

/** One guarantee of the tour: printed, counted, and explained when it does not hold. */
export function check(guarantee: string, holds: boolean, detail: unknown = ''): void {
  if (holds) passed += 1;
  else failed += 1;
  process.stdout.write(`  ${holds ? '✓ passed' : '✗ FAILED'}  ${guarantee}\n`);
  if (!holds && detail !== '') {
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2);
    process.stdout.write(`${text.replace(/^/gm, '      ').slice(0, 4000)}\n`);
  }
}

/** A guarantee about an exact value. */
export function same(guarantee: string, actual: unknown, expected: unknown): void {
  check(guarantee, isDeepStrictEqual(actual, expected), { actual, expected });
}

/** The last line, and whether everything held. */
export function finish(): boolean {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0;
}
