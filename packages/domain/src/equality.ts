/** Whether two JSON values are the same value; the order of object members does not matter, that of arrays does. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right))
    return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The distinct members in the order they first appear: people are counted once (INV-4). */
export function distinct<T>(members: Iterable<T>): readonly T[] {
  return [...new Set(members)];
}
