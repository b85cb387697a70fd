/** All addresses of one family whose first `prefix` bits are those of `value`. */
export interface AddressRange {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

/** A CIDR block, or one address (`/32` or `/128`); undefined for any other text. Host bits may be set. */
export function readRange(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.split('/');
  const base = readAddress(address);
  if (base === undefined || more.length > 0) return undefined;
  if (length === undefined) return base;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > base.bits) return undefined;
  return { ...base, prefix: Number(length) };
}

/** One IPv4 address in four decimal numbers or one IPv6 address (RFC 4291 section 2.2); undefined otherwise. */
export function readAddress(text: string): AddressRange | undefined {
  const isLong = text.includes(':');
  const value = isLong ? readLong(text) : readShort(text);
  if (value === undefined) return undefined;
  return isLong ? { bits: 128, value, prefix: 128 } : { bits: 32, value, prefix: 32 };
}

/** Whether an address lies in a range; families never meet, IPv4-mapped addresses are IPv6. */
export function isInRange(address: AddressRange, range: AddressRange): boolean {
  const shift = BigInt(range.bits - range.prefix);
  return address.bits === range.bits && address.value >> shift === range.value >> shift;
}

function readShort(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  if (!parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function readLong(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, at) => readGroups(half, at === halves.length - 1));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? joined(head) : undefined;
  const missing = tail === undefined ? -1 : 8 - head.length - tail.length;
  if (tail === undefined || missing < 1) return undefined;
  return joined([...head, ...Array.from({ length: missing }, () => 0n), ...tail]);
}

function readGroups(text: string, isLast: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const short = isLast && at === parts.length - 1 ? readShort(part) : undefined;
    if (short !== undefined) groups.push(short >> 16n, short & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function joined(groups: readonly bigint[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}
