import { EXIT, Failure, type Reason } from '../frame/failure.ts';

/** Says what is wrong with a value, or nothing. */
export type FieldRule = (value: unknown) => string | undefined;

/** The fields of one of our own files; every field is known by name. */
export type Shape = Readonly<
  Record<string, { readonly rule: FieldRule; readonly optional?: true }>
>;

/** A non-empty text. */
export const isText: FieldRule = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a text is expected';

/** A list of non-empty texts. */
export const isTexts: FieldRule = (value) =>
  Array.isArray(value) && value.every((item) => isText(item) === undefined)
    ? undefined
    : 'a list of texts is expected';

/** A list; its members are judged on their own. */
export const isList: FieldRule = (value) =>
  Array.isArray(value) ? undefined : 'a list is expected';

/** True or false. */
export const isFlag: FieldRule = (value) =>
  typeof value === 'boolean' ? undefined : '`true` or `false` is expected';

/** Refuses unknown fields by name with a suggestion, missing ones, and wrong types: all at once. */
export function checkShape(
  value: unknown,
  shape: Shape,
  place: { readonly file: string; readonly pointer: string },
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure([fault('WRONG_TYPE', 'an object is expected', place, '')], EXIT.usage);
  }
  const fields = value as Record<string, unknown>;
  const faults = [
    ...Object.keys(fields).flatMap((name) => unknownField(name, shape, place)),
    ...Object.entries(shape).flatMap(([name, { rule, optional }]) => {
      const given = fields[name];
      if (given === undefined) {
        return optional === true
          ? []
          : [fault('MISSING_FIELD', `\`${name}\` is missing`, place, name)];
      }
      const wrong = rule(given);
      return wrong === undefined ? [] : [fault('WRONG_TYPE', `\`${name}\`: ${wrong}`, place, name)];
    }),
  ];
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  return fields;
}

function unknownField(
  name: string,
  shape: Shape,
  place: { readonly file: string; readonly pointer: string },
): Reason[] {
  if (Object.hasOwn(shape, name)) return [];
  const near = nearest(name, Object.keys(shape));
  const hint = near === undefined ? '' : `; did you mean \`${near}\``;
  return [fault('UNKNOWN_FIELD', `\`${name}\` is not a field here${hint}`, place, name)];
}

function fault(
  code: string,
  message: string,
  place: { readonly file: string; readonly pointer: string },
  name: string,
): Reason {
  const pointer = name === '' ? place.pointer : `${place.pointer}/${name}`;
  return { code, message, details: { file: place.file, pointer } };
}

/** The known name closest to what was written, if it is close enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 3)
    ? best.candidate
    : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
