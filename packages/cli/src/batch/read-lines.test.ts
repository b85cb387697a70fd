import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReadLine, readLines } from './read-lines.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function linesOf(bytes: Uint8Array, size: number, max: number): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for await (const line of readLines(inChunks(bytes, size), max)) lines.push(line);
  return lines;
}

test('lines are the same however the stream is cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '"') });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, size) => {
      const lines = await linesOf(new TextEncoder().encode(content), size, 1_000);
      const expected = content.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(lines.map((line) => 'text' in line && line.text)).toEqual(expected);
    }),
  );
});

test('a line beyond the limit, or that is not UTF-8, is refused by itself', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`ok\n${'x'.repeat(50)}\nalso ok\n`),
    Buffer.from([0xff, 0xfe, 0x0a]),
    Buffer.from('end'),
  ]);
  for (const size of [1, 7, 1_000]) {
    expect(await linesOf(bytes, size, 10)).toEqual([
      { text: 'ok', bytes: 2 },
      {
        refusal: { code: 'LINE_TOO_LONG', message: 'the line has 50 bytes, more than 10' },
        bytes: 0,
      },
      { text: 'also ok', bytes: 7 },
      { refusal: { code: 'NOT_UTF8', message: 'the line is not UTF-8' }, bytes: 0 },
      { text: 'end', bytes: 3 },
    ]);
  }
});
