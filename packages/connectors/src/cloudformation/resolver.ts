import { canonicalText, isJsonObject, type Json, toBase64, utf8 } from '@countersign/evidence';
import { step } from '../input/pointer.ts';
import { quoted } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { attributeOf, referenceOf } from './names.ts';
import { own } from './own.ts';
import type { Template } from './template.ts';

/** What is known beside a template. */
export interface StackOptions {
  /** Values of parameters and of pseudo parameters such as `AWS::AccountId`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What other stacks export, by name. */
  readonly exports?: Readonly<Record<string, string>>;
}

/** Deepest chain of functions, conditions and names that refer to each other; a ring ends here. */
const MAX_DEPTH = 64;

/** Values and conditions looked at in one template: the largest (1 MB) has not a tenth of it without doubling itself. */
const MAX_STEPS = 1_000_000;

/** Longest text that functions make, in characters: a policy has 262,144 bytes at most. */
const MAX_TEXT = 1_048_576;

/** Stands in a text for what is not known; the same symbol is the same value. */
const MARK = '{{unresolved ';

/** Resolves intrinsic functions; what cannot be resolved is noted, and stands as a symbol in what comes back. */
export class Resolver {
  readonly unresolved: Unresolved[] = [];
  readonly template: Template;
  private readonly options: StackOptions;
  private depth = 0;
  private steps = 0;

  constructor(template: Template, options: StackOptions) {
    this.template = template;
    this.options = options;
  }

  /** The value with its functions resolved; undefined: `AWS::NoValue`. */
  resolve(value: Json, pointer: string): Json | undefined {
    this.depth += 1;
    if (this.isTooMuch()) {
      this.depth -= 1;
      return this.unknown('it refers to itself, or is too deep or too much', null, pointer);
    }
    const resolved = this.plain(value, pointer);
    this.depth -= 1;
    return resolved;
  }

  private isTooMuch(): boolean {
    this.steps += 1;
    return this.depth > MAX_DEPTH || this.steps > MAX_STEPS;
  }

  /** Whether a condition holds; null: that is not known. */
  holds(name: string, pointer: string): boolean | null {
    const condition = own(this.template.conditions, name);
    return condition === undefined
      ? null
      : this.truth(condition, step('/Conditions', name) || pointer);
  }

  /** Notes that something is not known; its symbol. */
  unknown(why: string, value: Json, pointer: string): string {
    this.unresolved.push({ pointer, what: quoted(JSON.stringify(value)), why });
    return `${MARK}${canonicalText(value)}}}`;
  }

  private plain(value: Json, pointer: string): Json | undefined {
    if (typeof value === 'string') return this.text(value, pointer);
    if (Array.isArray(value)) {
      const items = value as readonly Json[];
      return items.flatMap((item, index) => {
        const one = this.resolve(item, step(pointer, index));
        return one === undefined ? [] : [one];
      });
    }
    if (!isJsonObject(value)) return value;
    const [[name, argument] = ['', null], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::')))
      return this.call(name, argument, value, step(pointer, name));
    return this.members(value, pointer);
  }

  private members(value: { readonly [name: string]: Json }, pointer: string): Json {
    const members = Object.entries(value).flatMap(([name, one]) => {
      const resolved = this.resolve(one, step(pointer, name));
      return resolved === undefined ? [] : [[name, resolved] as const];
    });
    return Object.fromEntries(members);
  }

  /** Values that are looked up when the stack is made stand in texts. */
  private text(value: string, pointer: string): string {
    if (!value.includes('{{resolve:')) return value;
    return this.unknown('it is looked up when the stack is made', value, pointer);
  }

  private call(name: string, argument: Json, whole: Json, pointer: string): Json | undefined {
    switch (name) {
      case 'Ref':
        return typeof argument === 'string'
          ? this.reference(argument, pointer)
          : this.bad(whole, pointer);
      case 'Fn::GetAtt':
        return this.getAtt(argument, whole, pointer);
      case 'Fn::Sub':
        return this.sub(argument, whole, pointer);
      case 'Fn::Join':
        return this.join(argument, whole, pointer);
      case 'Fn::Split':
        return this.split(argument, whole, pointer);
      case 'Fn::Select':
        return this.select(argument, whole, pointer);
      case 'Fn::FindInMap':
        return this.findInMap(argument, whole, pointer);
      case 'Fn::If':
        return this.choose(argument, whole, pointer);
      case 'Fn::ImportValue':
        return this.importValue(argument, pointer);
      case 'Fn::Base64':
        return this.ofText(argument, whole, pointer, (text) => toBase64(utf8(text)));
      case 'Fn::ToJsonString':
        return this.toJsonString(argument, whole, pointer);
      default:
        return this.unknown(`\`${name}\` is not resolved here`, whole, pointer);
    }
  }

  private reference(name: string, pointer: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const value = this.parameter(name);
    if (value !== undefined) return value;
    if (own(this.template.parameters, name) !== undefined || name.startsWith('AWS::'))
      return this.unknown(`the parameter ${quoted(name)} has no value`, { Ref: name }, pointer);
    return referenceOf(this, name, pointer);
  }

  /** A value that was given, the default of a parameter, or what follows from the region. */
  private parameter(name: string): Json | undefined {
    const given = own(this.options.parameters ?? {}, name);
    if (given !== undefined) return this.typed(name, given);
    if (name === 'AWS::Partition' || name === 'AWS::URLSuffix') return this.ofRegion(name);
    const declared = own(this.template.parameters, name);
    const fallback = isJsonObject(declared) ? declared['Default'] : undefined;
    const type = isJsonObject(declared) ? declared['Type'] : undefined;
    // The default of these is the name of a value, not the value.
    if (fallback === undefined || String(type).startsWith('AWS::SSM::Parameter::'))
      return undefined;
    return this.typed(name, String(fallback));
  }

  private typed(name: string, text: string): Json {
    const declared = own(this.template.parameters, name);
    const type = isJsonObject(declared) ? String(declared['Type'] ?? '') : '';
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    return isList ? text.split(',').map((one) => one.trim()) : text;
  }

  private ofRegion(name: string): string | undefined {
    const region = own(this.options.parameters ?? {}, 'AWS::Region');
    if (region === undefined) return undefined;
    const isChina = region.startsWith('cn-');
    if (name === 'AWS::URLSuffix') return isChina ? 'amazonaws.com.cn' : 'amazonaws.com';
    return isChina ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  }

  private getAtt(argument: Json, whole: Json, pointer: string): Json {
    const parts = typeof argument === 'string' ? splitOnce(argument) : argument;
    const [name, attribute] = Array.isArray(parts) ? (parts as readonly Json[]) : [];
    if (typeof name !== 'string' || typeof attribute !== 'string') return this.bad(whole, pointer);
    return attributeOf(this, name, attribute, pointer);
  }

  private sub(argument: Json, whole: Json, pointer: string): Json {
    const [text, variables] = Array.isArray(argument)
      ? (argument as readonly Json[])
      : [argument, {}];
    if (typeof text !== 'string') return this.bad(whole, pointer);
    const given = isJsonObject(variables) ? variables : {};
    const made = text.replace(/\$\{([^}]*)\}/g, (_, written: string) => {
      if (written.startsWith('!')) return `\${${written.slice(1)}}`;
      const name = written.trim();
      const variable = own(given, name);
      const value =
        variable !== undefined
          ? this.resolve(variable, step(step(pointer, 1), name))
          : name.includes('.')
            ? this.getAtt(name, { 'Fn::GetAtt': name }, pointer)
            : this.reference(name, pointer);
      return textOf(value) ?? String(this.bad(whole, pointer));
    });
    return this.fitting(made, pointer);
  }

  private join(argument: Json, whole: Json, pointer: string): Json {
    const [separator, list] = this.list(argument, pointer);
    const items = Array.isArray(list) ? (list as readonly Json[]) : null;
    const texts = items?.map(textOf) ?? [null];
    if (typeof separator !== 'string' || texts.includes(null))
      return this.orUnknown([separator, list], whole, pointer);
    return this.fitting(texts.join(separator), pointer);
  }

  /** Names that double each other make texts without end. */
  private fitting(text: string, pointer: string): string {
    if (text.length <= MAX_TEXT) return text;
    return this.unknown(`it makes a text of more than ${MAX_TEXT} characters`, null, pointer);
  }

  private split(argument: Json, whole: Json, pointer: string): Json {
    const [separator, text] = this.list(argument, pointer);
    if (typeof separator !== 'string' || typeof text !== 'string' || text.includes(MARK))
      return this.orUnknown([separator, text], whole, pointer);
    return text.split(separator);
  }

  private select(argument: Json, whole: Json, pointer: string): Json {
    const [index, list] = this.list(argument, pointer);
    const item = Array.isArray(list) ? (list as readonly Json[])[Number(index)] : undefined;
    return item === undefined ? this.orUnknown([index, list], whole, pointer) : item;
  }

  private findInMap(argument: Json, whole: Json, pointer: string): Json {
    const [map, first, second] = this.list(argument, pointer).map(textOf);
    const outer = own(this.template.mappings, map ?? '');
    const inner = isJsonObject(outer) ? own(outer, first ?? '') : undefined;
    const value = isJsonObject(inner) ? own(inner, second ?? '') : undefined;
    return value ?? this.orUnknown([map ?? null, first ?? null, second ?? null], whole, pointer);
  }

  private choose(argument: Json, whole: Json, pointer: string): Json | undefined {
    const [name, yes, no] = Array.isArray(argument) ? (argument as readonly Json[]) : [];
    if (typeof name !== 'string' || yes === undefined || no === undefined)
      return this.bad(whole, pointer);
    const holds = this.holds(name, pointer);
    if (holds === null)
      return this.unknown(
        `whether the condition ${quoted(name)} holds is not known`,
        whole,
        pointer,
      );
    return holds ? this.resolve(yes, step(pointer, 1)) : this.resolve(no, step(pointer, 2));
  }

  private importValue(argument: Json, pointer: string): Json {
    const name = textOf(this.resolve(argument, pointer)) ?? '';
    const value = own(this.options.exports ?? {}, name);
    if (value !== undefined) return value;
    return this.unknown(
      `the export ${quoted(name)} is of another stack`,
      { 'Fn::ImportValue': name },
      pointer,
    );
  }

  private ofText(
    argument: Json,
    whole: Json,
    pointer: string,
    make: (text: string) => string,
  ): Json {
    const text = this.resolve(argument, pointer);
    return typeof text === 'string' && !text.includes(MARK)
      ? make(text)
      : this.orUnknown([text], whole, pointer);
  }

  private toJsonString(argument: Json, whole: Json, pointer: string): Json {
    const value = this.resolve(argument, pointer);
    return value === undefined ? this.bad(whole, pointer) : JSON.stringify(value);
  }

  private truth(condition: Json, pointer: string): boolean | null {
    const [[name, argument] = ['', null]] = isJsonObject(condition)
      ? Object.entries(condition)
      : [];
    const parts = Array.isArray(argument) ? (argument as readonly Json[]) : [];
    this.depth += 1;
    const all = (): (boolean | null)[] =>
      this.isTooMuch() ? [null] : parts.map((one, index) => this.truth(one, step(pointer, index)));
    const answer = this.truthOf(name, argument, parts, all, pointer);
    this.depth -= 1;
    return answer;
  }

  private truthOf(
    name: string,
    argument: Json,
    parts: readonly Json[],
    all: () => (boolean | null)[],
    pointer: string,
  ): boolean | null {
    switch (name) {
      case 'Condition':
        return this.isTooMuch() ? null : this.holds(String(argument), pointer);
      case 'Fn::Not': {
        const [one = null] = all();
        return one === null ? null : !one;
      }
      case 'Fn::And':
        return three(all(), false);
      case 'Fn::Or':
        return three(all(), true);
      case 'Fn::Equals': {
        const [left, right] = parts.map((one) => textOf(this.quietly(one, pointer)));
        return left === null || right === null || left === undefined || right === undefined
          ? null
          : left === right;
      }
      default:
        return null;
    }
  }

  /** A value in a condition: that it is not known is told by the condition. */
  private quietly(value: Json, pointer: string): Json | undefined {
    const before = this.unresolved.length;
    const resolved = this.resolve(value, pointer);
    const isUnknown = this.unresolved.length > before;
    this.unresolved.length = before;
    return isUnknown ? undefined : resolved;
  }

  private list(argument: Json, pointer: string): readonly Json[] {
    const resolved = this.resolve(argument, pointer);
    return Array.isArray(resolved) ? (resolved as readonly Json[]) : [];
  }

  /** A function of what is not known is not known; that was noted already. */
  private orUnknown(parts: readonly (Json | undefined)[], whole: Json, pointer: string): string {
    const isNoted = JSON.stringify(parts).includes(MARK);
    return isNoted ? `${MARK}${JSON.stringify(parts)}}}` : this.bad(whole, pointer);
  }

  private bad(whole: Json, pointer: string): string {
    return this.unknown('the function cannot be resolved with these arguments', whole, pointer);
  }
}

/** Of three truth values: `decisive` decides alone, and without it one that is not known leaves it open. */
function three(values: readonly (boolean | null)[], decisive: boolean): boolean | null {
  if (values.includes(decisive)) return decisive;
  return values.includes(null) || values.length === 0 ? null : !decisive;
}

function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function splitOnce(text: string): readonly Json[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
