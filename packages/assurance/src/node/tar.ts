import { decodeUtf8, type Parsed } from '@countersign/evidence';
import { gateRefusal } from '../gate/gate-refusal.ts';

const BLOCK = 512;
const SIZE_DIGITS = /^[0-7]{1,11}[ \0]?$/;

/**
 * The files of a tar (POSIX ustar) by path; folders are passed over. Refuses BUNDLE_UNREADABLE for links, devices,
 * extended headers, a path that stands twice, a header whose checksum is wrong, and an archive that is cut off:
 * none of these is needed for a bundle, and each has carried an attack.
 */
export function readTar(bytes: Uint8Array): Parsed<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return { ok: true, value: files };
    const entry = readHeader(header);
    if (typeof entry === 'string') return unreadable(entry);
    const start = at + BLOCK;
    if (start + entry.size > bytes.length) return unreadable(`\`${entry.path}\` is cut off`);
    if (entry.isFile) {
      if (files.has(entry.path)) return unreadable(`\`${entry.path}\` stands twice in it`);
      files.set(entry.path, bytes.slice(start, start + entry.size));
    }
    at = start + Math.ceil(entry.size / BLOCK) * BLOCK;
  }
  return unreadable('it has no end');
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly isFile: boolean;
}

/** The entry, or why it is refused. */
function readHeader(header: Uint8Array): Entry | string {
  const field = (from: number, to: number): string | undefined => {
    const text = decodeUtf8(header.subarray(from, to));
    return text?.replace(/\0.*$/s, '');
  };
  const name = field(0, 100);
  const prefix = header[257] === 0x75 ? field(345, 500) : '';
  if (name === undefined || prefix === undefined) return 'a name in it is not UTF-8';
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '');
  if (Number.parseInt(field(148, 156) ?? '', 8) !== checksum(header))
    return `the header of \`${path}\` is damaged`;
  const sizeText = field(124, 136) ?? '';
  const size = SIZE_DIGITS.test(sizeText) ? Number.parseInt(sizeText, 8) : Number.NaN;
  if (Number.isNaN(size)) return `\`${path}\` has no readable size`;
  const type = header[156];
  if (type === 0x30 || type === 0) return { path, size, isFile: true };
  if (type === 0x35) return { path, size: 0, isFile: false };
  return `\`${path}\` is neither a file nor a folder`;
}

/** The sum of the header's bytes with its own field read as spaces (POSIX ustar). */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function unreadable(why: string): Parsed<never> {
  return {
    ok: false,
    refusals: [gateRefusal('BUNDLE_UNREADABLE', `the tar cannot be read: ${why}`)],
  };
}
