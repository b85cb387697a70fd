import { NotEncoded } from './smt-text.ts';

/** A decimal number as an SMT-LIB real. */
export function realOf(text: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) throw new NotEncoded(`the number \`${text}\``);
  const [, sign, whole = '0', fraction = '0'] = match;
  const real = `${BigInt(whole)}.${fraction}`;
  return sign === '-' ? `(- ${real})` : real;
}

/** A date (ISO 8601, or seconds of the UNIX epoch) as milliseconds. */
export function dateOf(text: string): string {
  const isEpoch = /^\d+(\.\d+)?$/.test(text);
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d))?$/.test(text);
  const milliseconds = isEpoch ? Number(text) * 1000 : Date.parse(text);
  if (!(isEpoch || isIso) || !Number.isInteger(milliseconds)) {
    throw new NotEncoded(`the date \`${text}\``);
  }
  return milliseconds < 0 ? `(- ${-milliseconds})` : String(milliseconds);
}

/** The addresses of a block, both ends included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

/** An address or a block in CIDR notation; an address is a block of one. */
export function addressRange(text: string): AddressRange {
  const [address = '', length, ...rest] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 4 ? 32 : 128;
  const value = family === 4 ? v4(address) : v6(address);
  const prefix = length === undefined ? bits : Number(length);
  const isPrefix = length === undefined || (/^\d+$/.test(length) && prefix <= bits);
  if (value === null || !isPrefix || rest.length > 0) throw new NotEncoded(`the block \`${text}\``);
  const size = 1n << BigInt(bits - prefix);
  const low = value - (value % size);
  return { family, low, high: low + size - 1n };
}

function v4(text: string): bigint | null {
  const bytes = text.split('.').map((one) => (/^\d{1,3}$/.test(one) ? Number(one) : 256));
  if (bytes.length !== 4 || bytes.some((one) => one > 255)) return null;
  return bytes.reduce((sum, one) => sum * 256n + BigInt(one), 0n);
}

function v6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
