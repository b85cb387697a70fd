/** The members of a JSON object; anything else is a fault. */
export function membersOf(value: unknown, what: string, faults: string[]): Map<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return new Map(Object.entries(value));
  faults.push(`${what} is not an object`);
  return new Map();
}

/** A JSON list, or one value as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
