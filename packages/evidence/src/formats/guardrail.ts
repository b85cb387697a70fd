import { isJsonObject, type Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  type Contradiction,
  distinct,
  idSchema,
  instantSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import { kindOf } from '../schema/scalars.ts';
import { below, fault, type Place } from '../schema/schema.ts';
import type { Id, Instant } from '../values.ts';
import { environmentPatternSchema, lineSchema, nameSchema } from './values.ts';

/** A standing obligation, as a RuleSet carries it (ADR-0018). What its patterns mean is for analysis to judge. */
export interface Guardrail {
  readonly name: string;
  readonly kind: GuardrailKind;
  readonly severity: 'block' | 'escalate';
  readonly language: 'aws-iam' | 'kubernetes-rbac' | 'grants';
  readonly scope: GuardrailScope;
  readonly owner: Id;
  readonly frameworks: readonly FrameworkReference[];
  readonly until: Instant | null;
  readonly why: string;
  readonly obligation: GuardrailObligation;
}

export interface GuardrailScope {
  readonly environments: readonly string[];
  readonly environmentClasses: readonly string[] | null;
  readonly dataClasses: readonly string[] | null;
  /** Patterns of external ids; `*` is any run of characters. */
  readonly identities: readonly string[];
}

/** A control of a framework, by its public id. */
export interface FrameworkReference {
  readonly framework: string;
  readonly id: string;
}

export type GuardrailKind =
  | 'compensating-control'
  | 'break-glass-path'
  | 'regulatory'
  | 'separation-of-duty';

/** Requests in the words of a policy language: a word has a text, texts, or (`context`, `principals`) names with texts. */
export type GuardrailPattern = Readonly<Record<string, Json>>;

export type GuardrailObligation =
  | { readonly type: 'must-deny'; readonly request: GuardrailPattern }
  | { readonly type: 'must-allow'; readonly request: GuardrailPattern }
  | {
      readonly type: 'only';
      readonly request: GuardrailPattern;
      readonly identities: readonly string[];
    }
  | {
      readonly type: 'never-together';
      readonly first: GuardrailPattern;
      readonly second: GuardrailPattern;
    }
  | { readonly type: 'keeps'; readonly request: GuardrailPattern };

// The longest ARN a service documents is far below this.
const PATTERN_MAX = 2048;
// Patterns of a guardrail name actions of a few services; a list of all of them is `*`.
const VALUES_MAX = 1000;
// No language has more words of a request than this.
const WORDS_MAX = 16;

/** A text that may be empty, as the core API group of Kubernetes is. */
const valueText: Schema<string> = {
  read: (value, place) => (value === '' ? '' : text(PATTERN_MAX).read(value, place)),
  json: { anyOf: [text(PATTERN_MAX).json, { const: '' }] },
};

const values: Schema<readonly string[]> = uniqueList(valueText, VALUES_MAX, 1);

const named: Schema<Readonly<Record<string, Json>>> = record(
  /^[\x21-\x7e]{1,200}$/,
  64,
  textOr(values, (value) => Array.isArray(value)),
);

/** A text, a list of texts, or names with texts; no number, no null, nothing deeper. */
const word: Schema<Json> = textOr(
  {
    read: (value, place) => (isJsonObject(value) ? named : values).read(value, place),
    json: { anyOf: [values.json, named.json] },
  },
  (value) => Array.isArray(value) || isJsonObject(value),
);

const pattern: Schema<GuardrailPattern> = record(/^[a-zA-Z]{1,32}$/, WORDS_MAX, word);

const identities: Schema<readonly string[]> = uniqueList(text(PATTERN_MAX), VALUES_MAX, 1);

const SHAPES: { readonly [T in GuardrailObligation['type']]: Schema<GuardrailObligation> } = {
  'must-deny': object<Extract<GuardrailObligation, { type: 'must-deny' }>>({
    type: oneOf('must-deny'),
    request: pattern,
  }),
  'must-allow': object<Extract<GuardrailObligation, { type: 'must-allow' }>>({
    type: oneOf('must-allow'),
    request: pattern,
  }),
  only: object<Extract<GuardrailObligation, { type: 'only' }>>({
    type: oneOf('only'),
    request: pattern,
    identities,
  }),
  'never-together': object<Extract<GuardrailObligation, { type: 'never-together' }>>({
    type: oneOf('never-together'),
    first: pattern,
    second: pattern,
  }),
  keeps: object<Extract<GuardrailObligation, { type: 'keeps' }>>({
    type: oneOf('keeps'),
    request: pattern,
  }),
};

const TYPES = Object.keys(SHAPES) as GuardrailObligation['type'][];

/** Told apart by `type`. */
const obligation: Schema<GuardrailObligation> = {
  read(value, place) {
    const written = isJsonObject(value) ? value['type'] : undefined;
    const type = TYPES.find((one) => one === written);
    if (type !== undefined) return SHAPES[type].read(value, place);
    const wanted = TYPES.map((one) => `\`${one}\``).join(', ');
    fault(place, 'WRONG_VALUE', `has no \`type\` that is known, expected ${wanted}`);
    return value as unknown as GuardrailObligation;
  },
  json: { oneOf: TYPES.map((type) => SHAPES[type].json) },
};

const shape: Schema<Guardrail> = object<Guardrail>({
  name: nameSchema,
  kind: oneOf<GuardrailKind>(
    'compensating-control',
    'break-glass-path',
    'regulatory',
    'separation-of-duty',
  ),
  severity: oneOf('block', 'escalate'),
  language: oneOf('aws-iam', 'kubernetes-rbac', 'grants'),
  scope: object<GuardrailScope>({
    environments: uniqueList(environmentPatternSchema, 1000, 1),
    environmentClasses: nullable(uniqueList(nameSchema, 64, 1)),
    dataClasses: nullable(uniqueList(lineSchema, 64, 1)),
    identities,
  }),
  owner: idSchema,
  frameworks: distinct(
    list(object<FrameworkReference>({ framework: lineSchema, id: lineSchema }), 64),
    ({ framework, id }) => `${framework} ${id}`,
  ),
  until: nullable(instantSchema),
  why: text(1000),
  obligation,
});

/** Which obligations each kind may have: the kind decides who is asked (INV-7), so it must not be a mere label. */
const FITTING: Readonly<Record<GuardrailKind, readonly GuardrailObligation['type'][]>> = {
  'compensating-control': ['keeps', 'must-deny'],
  'break-glass-path': ['must-allow', 'only', 'must-deny'],
  regulatory: ['must-deny', 'only', 'keeps', 'never-together'],
  'separation-of-duty': ['never-together', 'only'],
};

/** One guardrail of a RuleSet; names are distinct there. An obligation that its kind cannot have is refused. */
export const guardrailSchema: Schema<Guardrail> = refined(
  shape,
  ({ kind, obligation: { type } }): readonly Contradiction[] =>
    FITTING[kind].includes(type)
      ? []
      : [{ pointer: '/obligation/type', why: `is \`${type}\`, which no \`${kind}\` has` }],
);

/** Reads one guardrail, as a file of its own has it. */
export const parseGuardrail: (input: Uint8Array | Json) => Parsed<Guardrail> =
  parserOf(guardrailSchema);

/** An object of 1 to `max` members with names of a form. */
function record<T extends Json>(
  name: RegExp,
  max: number,
  member: Schema<T>,
): Schema<Readonly<Record<string, T>>> {
  return {
    read(value, place) {
      if (!isJsonObject(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
        return {};
      }
      const names = Object.keys(value);
      if (names.length === 0 || names.length > max) {
        fault(place, 'WRONG_LENGTH', `has ${names.length} members, expected 1 to ${max}`);
        return {};
      }
      return Object.fromEntries(names.map((one) => [one, memberOf(value, one, place)]));
    },
    json: {
      type: 'object',
      propertyNames: { pattern: name.source },
      additionalProperties: member.json,
      minProperties: 1,
      maxProperties: max,
    },
  };

  function memberOf(value: { readonly [key: string]: Json }, one: string, place: Place): T {
    const at = below(place, one);
    if (!name.test(one)) fault(at, 'WRONG_VALUE', 'is not a name that a word can have');
    return member.read(value[one] ?? null, at);
  }
}

/** One text, or what another schema reads where `isOther` says so. */
function textOr<T extends Json>(
  other: Schema<T>,
  isOther: (value: Json) => boolean,
): Schema<string | T> {
  return {
    read: (value, place) =>
      isOther(value) ? other.read(value, place) : valueText.read(value, place),
    json: { anyOf: [valueText.json, other.json] },
  };
}
