import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, type Json, utf8 } from '../bytes/index.ts';
import type { Refusal } from '../refusal.ts';
import { FORMAT_NAMES, type FormatName, VALUES } from './testing/golden-formats.ts';
import { edited, FORMATS, refusalsOf } from './testing/parsers.ts';

const golden = (name: FormatName): Json => VALUES[name] as Json;

/** One field or item of a document: its pointer, the object's pointer and the name in it. */
interface Spot {
  readonly pointer: string;
  readonly parent: string;
  readonly name: string;
  readonly isField: boolean;
}

/**
 * What a log event's payload holds is the domain's to say; what was found live and used, and what a guardrail asks
 * for, the language's. Texts by their digests have names that nobody chose.
 */
const isOpen = (pointer: string): boolean =>
  /^\/(?:payload|policies|objects|requests\/\d+\/request|guardrails\/\d+\/obligation)$/.test(
    pointer,
  );

/** Every spot of a value, except inside what is open. */
function spotsOf(value: Json, parent = ''): readonly Spot[] {
  if (typeof value !== 'object' || value === null || isOpen(parent)) return [];
  const isField = !Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]: [string, Json]) => {
    const pointer = `${parent}/${name}`;
    return [{ pointer, parent, name, isField }, ...spotsOf(inner, pointer)];
  });
}

const at = (value: Json, pointer: string): Json =>
  pointer
    .split('/')
    .slice(1)
    .reduce<Json>((inner, step) => (inner as Record<string, Json>)[step] ?? null, value);

function renamed(value: Json, { parent, name }: Spot, to: string | null): Json {
  const { [name]: moved = null, ...rest } = at(value, parent) as Record<string, Json>;
  const members = to === null ? rest : { ...rest, [to]: moved };
  return parent === '' ? members : edited(value, { [parent]: members });
}

const faultsOf = (name: FormatName, value: Json): readonly Refusal[] => {
  const parsed = FORMATS[name].parse(value);
  return parsed.ok ? [] : parsed.refusals;
};

const FIELDS = FORMAT_NAMES.flatMap((name) =>
  spotsOf(golden(name))
    .filter(({ isField }) => isField)
    .map((spot) => ({ name, spot })),
);
const SPOTS = FORMAT_NAMES.flatMap((name) => spotsOf(golden(name)).map((spot) => ({ name, spot })));

describe('a golden document', () => {
  it.each(FORMAT_NAMES)('%s is read as a value and as bytes', (name) => {
    const value = golden(name);
    expect(FORMATS[name].parse(value)).toEqual({ ok: true, value });
    expect(FORMATS[name].parse(canonicalBytes(value))).toEqual({ ok: true, value });
  });

  it.each(FORMAT_NAMES)('%s in another spelling is refused', (name) => {
    const spaced = utf8(JSON.stringify(golden(name), null, 1));
    expect(refusalsOf(FORMATS[name].parse(spaced))).toEqual([
      'NOT_CANONICAL the bytes are JSON but not in canonical form (RFC 8785, integers only)',
    ]);
  });

  it('without any one of its fields is refused, naming the field and its object', () => {
    for (const { name, spot } of FIELDS) {
      const faults = faultsOf(name, renamed(golden(name), spot, null));
      expect(
        faults.map(({ code }) => code),
        `${name} ${spot.pointer}`,
      ).toEqual(['MISSING_FIELD']);
      expect(faults[0]?.details?.['pointer']).toBe(spot.parent);
      expect(faults[0]?.message).toContain(`\`${spot.name}\``);
    }
  });

  it('with any one of its fields misspelt is refused, with the name that was meant', () => {
    for (const { name, spot } of FIELDS) {
      const written = `${spot.name}_`;
      const faults = faultsOf(name, renamed(golden(name), spot, written));
      const where = spot.parent === '' ? 'the document' : `\`${spot.parent}\``;
      expect(
        faults.map(({ code, message }) => `${code} ${message}`),
        `${name} ${spot.pointer}`,
      ).toContain(
        `UNKNOWN_FIELD ${where} has an unknown field \`${written}\`, did you mean \`${spot.name}\``,
      );
    }
  });

  it('with one more field, wherever, is refused by its name', () => {
    const parents = new Map(
      FIELDS.map(({ name, spot }) => [`${name} ${spot.parent}`, { name, spot }]),
    );
    for (const { name, spot } of parents.values()) {
      const faults = faultsOf(name, edited(golden(name), { [`${spot.parent}/zzzzzzzz`]: null }));
      expect(faults, `${name} ${spot.parent}`).toMatchObject([
        {
          code: 'UNKNOWN_FIELD',
          details: { pointer: spot.parent, field: 'zzzzzzzz', suggestion: null },
        },
      ]);
    }
  });

  it('with any field or item of another type is refused at its place', () => {
    for (const { name, spot } of SPOTS) {
      const others = [{ retyped: true }, [[]], 0.5, '\u0000'];
      for (const other of isOpen(spot.pointer) ? others.slice(1) : others) {
        const faults = faultsOf(name, edited(golden(name), { [spot.pointer]: other }));
        const places = faults.map(({ details }) => String(details?.['pointer']));
        expect(places.length, `${name} ${spot.pointer}`).toBeGreaterThan(0);
        expect(
          places.every((place) => place.startsWith(spot.pointer)),
          places.join(),
        ).toBe(true);
      }
    }
  });

  it('of one format is read by no other', () => {
    for (const name of FORMAT_NAMES) {
      const bytes = canonicalBytes(golden(name));
      expect(FORMAT_NAMES.filter((other) => FORMATS[other].parse(bytes).ok)).toEqual([name]);
    }
  });

  it('with several faults is refused for all of them at once', () => {
    const wrong = edited(VALUES.approval, {
      '/tier': 'T9',
      '/nonce': 'short',
      '/rule/ruleSett': 1,
      '/inputs/authors/0': 'nobody',
      '/validUntil': '2026-02-30T00:00:00.000Z',
    });
    expect(refusalsOf(FORMATS.approval.parse(wrong))).toEqual([
      'WRONG_VALUE `/tier` is `T9`, expected `T0`, `T1`, `T2`, `T3`, `T4`',
      'UNKNOWN_FIELD `/rule` has an unknown field `ruleSett`, did you mean `ruleSet`',
      'WRONG_VALUE `/inputs/authors/0` is `nobody`, expected a UUIDv7 in lower case',
      'WRONG_VALUE `/validUntil` is `2026-02-30T00:00:00.000Z`, a day that its month does not have',
      'WRONG_VALUE `/nonce` is `short`, expected a nonce of 32 hex digits',
    ]);
  });
});

describe('whatever is read', () => {
  const names = fc.constantFrom(...FORMAT_NAMES);

  it('is exactly what was given: nothing is dropped, added or coerced', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPOTS), fc.jsonValue(), ({ name, spot }, put) => {
        const value = edited(golden(name), { [spot.pointer]: put });
        const parsed = FORMATS[name].parse(value);
        if (parsed.ok) expect(parsed.value).toEqual(value);
        else expect(parsed.refusals.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('comes from its own canonical bytes: a changed byte gives another document or a refusal', () => {
    fc.assert(
      fc.property(names, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, place, flip) => {
        const bytes = canonicalBytes(golden(name));
        const index = place % bytes.length;
        const changed = bytes.with(index, (bytes[index] ?? 0) ^ flip);
        const parsed = FORMATS[name].parse(changed);
        if (parsed.ok) expect(canonicalBytes(parsed.value)).toEqual(changed);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never arbitrary JSON, and arbitrary JSON never throws', () => {
    fc.assert(
      fc.property(names, fc.jsonValue(), (name, value) => {
        expect(FORMATS[name].parse(value as Json).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the JSON Schema of a format', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTuples: false });

  it.each(FORMAT_NAMES)('%s: accepts the golden document', (name) => {
    const validate = ajv.compile(FORMATS[name].schema);
    expect(validate(golden(name)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses nothing that the parser accepts', () => {
    const validators = new Map(
      FORMAT_NAMES.map((name) => [name, ajv.getSchema(`${FORMATS[name].schema['$id']}`)]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SPOTS), fc.jsonValue(), ({ name, spot }, put) => {
        const value = edited(golden(name), { [spot.pointer]: put });
        if (FORMATS[name].parse(value).ok) expect(validators.get(name)?.(value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a missing, an unknown and a retyped field wherever the parser does', () => {
    for (const { name, spot } of FIELDS) {
      const validate = ajv.getSchema(`${FORMATS[name].schema['$id']}`);
      const wrong = [
        renamed(golden(name), spot, null),
        renamed(golden(name), spot, `${spot.name}_`),
        edited(golden(name), {
          [spot.pointer]: isOpen(spot.pointer) ? 7 : { retyped: true },
        }),
      ];
      expect(
        wrong.map((value) => validate?.(value)),
        `${name} ${spot.pointer}`,
      ).toEqual([false, false, false]);
    }
  });
});
