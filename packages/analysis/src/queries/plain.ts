/** JSON as the platform's own parser gives it, read with what is not there as nothing. */
export type Plain = Readonly<Record<string, unknown>>;

/** The object, or an empty one. */
export function asObject(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Plain)
    : {};
}

/** The objects of a list, or none. */
export function asObjects(value: unknown): Plain[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

/** The text, or an empty one. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a list, or none. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
