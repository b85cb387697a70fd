import { expect, test } from 'vitest';
import { type TarFile, tarBytes, tarStream } from './tar.ts';

const file = (name: string, text: string): TarFile => ({ name, bytes: Buffer.from(text) });

test('the same names and contents make the same bytes, whenever they are packed', async () => {
  const files = [file('manifest.json', '{}'), file('approvals/1.dsse', 'x'.repeat(3000))];
  const first = await tarBytes(files);
  const second = await tarBytes(files);
  expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
  expect(first.length % 512).toBe(0);
});

test('a streamed file gives the bytes that the same file gives in memory', async () => {
  async function* chunks() {
    yield Buffer.from('ab');
    yield Buffer.from('c');
  }
  const streamed = await tarBytes([{ name: 'a', size: 3, chunks: chunks() }, file('b', 'd')]);
  expect(Buffer.from(streamed)).toEqual(
    Buffer.from(await tarBytes([file('a', 'abc'), file('b', 'd')])),
  );
});

test('a source that fails ends the stream with its error', async () => {
  async function* failing(): AsyncGenerator<TarFile> {
    yield file('a', 'x');
    throw new Error('disk gone');
  }
  const read = async () => {
    for await (const _ of tarStream(failing()));
  };
  await expect(read()).rejects.toThrow('disk gone');
});
