/** An exact decimal number: `digits` divided by ten to the power of `scale`, which is not negative. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
// Longer texts would cost time that grows with their square.
const MAX_CHARS = 1000;

/** An integer or decimal, also with an exponent of up to three digits; undefined for any other text. */
export function readDecimal(text: string): Decimal | undefined {
  const match = text.length <= MAX_CHARS ? DECIMAL.exec(text) : null;
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  const digits = scale < 0 ? magnitude * 10n ** BigInt(-scale) : magnitude;
  return { digits: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

/** Negative, zero or positive as the first is smaller, equal or greater. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = scaled(left, scale) - scaled(right, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The greatest integer that is not above it. */
export function floorOf({ digits, scale }: Decimal): bigint {
  const unit = 10n ** BigInt(scale);
  // Division of big integers cuts towards zero.
  return digits / unit - (digits < 0n && digits % unit !== 0n ? 1n : 0n);
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}
