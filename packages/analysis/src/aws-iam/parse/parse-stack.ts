import { suggest } from '../../parse/suggest.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import type { AwsPolicy, AwsPrincipal, AwsStack } from '../model.ts';
import { parsePolicyText } from './parse-policy.ts';

const LISTS = ['identity', 'resource', 'boundary', 'session'] as const;
const LEVELS = ['scp', 'rcp'] as const;
const TEXTS = ['account', 'resourceAccount'] as const;
const MEMBERS: readonly string[] = [...LISTS, ...LEVELS, ...TEXTS, 'principal'];

/** Whether a value is meant as a stack: an object with a layer of one. */
export function isStackMember(member: unknown): member is Readonly<Record<string, unknown>> {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return false;
  return !('Statement' in member) && MEMBERS.some((name) => name in member);
}

/** A stack of DESIGN section 7: every layer one policy or a list, `scp` and `rcp` a list a level; every fault at once. */
export function parseStack(member: Readonly<Record<string, unknown>>): Parsed<AwsStack> {
  const reader = new StackReader();
  const stack = reader.read(member);
  return reader.refusals.length > 0
    ? { ok: false, refusals: reader.refusals }
    : { ok: true, value: stack };
}

class StackReader {
  readonly refusals: Refusal[] = [];

  read(member: Readonly<Record<string, unknown>>): AwsStack {
    for (const name of Object.keys(member)) if (!MEMBERS.includes(name)) this.unknown(name);
    const lists = LISTS.flatMap((name) => {
      const value = member[name];
      return value === undefined ? [] : [[name, this.policies(value, `/${name}`)] as const];
    });
    const levels = LEVELS.flatMap((name) => {
      const value = member[name];
      return value === undefined ? [] : [[name, this.levels(value, `/${name}`)] as const];
    });
    const texts = TEXTS.flatMap((name) => {
      const value = member[name];
      return value === undefined ? [] : [[name, this.account(value, `/${name}`)] as const];
    });
    const principal = member['principal'];
    return {
      identity: [],
      ...Object.fromEntries([...lists, ...levels, ...texts]),
      ...(principal === undefined ? {} : { principal: this.principal(principal) }),
    };
  }

  private policies(value: unknown, pointer: string): readonly AwsPolicy[] {
    const members: readonly unknown[] = Array.isArray(value) ? value : [value];
    return members.flatMap((one, index) => this.policy(one, `${pointer}/${index}`));
  }

  private levels(value: unknown, pointer: string): readonly (readonly AwsPolicy[])[] {
    const levels: readonly unknown[] = Array.isArray(value) ? value : [];
    if (!Array.isArray(value)) this.wrong(pointer, 'a list with one list of policies a level');
    return levels.map((level, index) => {
      if (!Array.isArray(level))
        this.wrong(`${pointer}/${index}`, 'the list of policies of a level');
      return this.policies(level, `${pointer}/${index}`);
    });
  }

  private policy(value: unknown, pointer: string): AwsPolicy[] {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (typeof value !== 'string' && !isObject) {
      this.wrong(pointer, 'a policy as a JSON object or its text');
      return [];
    }
    const parsed = parsePolicyText(typeof value === 'string' ? value : JSON.stringify(value));
    if (parsed.ok) return [parsed.value];
    for (const refusal of parsed.refusals) {
      const inner = String(refusal.details?.['pointer'] ?? '');
      this.refusals.push({
        ...refusal,
        details: { ...refusal.details, pointer: `${pointer}${inner}` },
      });
    }
    return [];
  }

  private account(value: unknown, pointer: string): string {
    if (typeof value === 'string' && /^\d{12}$/.test(value)) return value;
    this.wrong(pointer, 'an account id of twelve digits');
    return '';
  }

  private principal(value: unknown): AwsPrincipal {
    const read = readPrincipal(value);
    if (read !== undefined) return read;
    const wanted = 'an ARN, or one of `AWS`, `Service`, `Federated`, `CanonicalUser` with a name';
    this.wrong('/principal', wanted);
    return '*';
  }

  private unknown(name: string): void {
    const meant = suggest(name, MEMBERS);
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    const message = `the layer \`${name}\` is not known${help}`;
    this.refusals.push({ code: 'UNKNOWN_ELEMENT', message, details: { pointer: `/${name}` } });
  }

  private wrong(pointer: string, wanted: string): void {
    const message = `\`${pointer}\` of the stack must be ${wanted}`;
    this.refusals.push({ code: 'WRONG_TYPE', message, details: { pointer } });
  }
}

function readPrincipal(value: unknown): AwsPrincipal | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [[kind, name] = ['', ''], ...more] = members;
  if (more.length > 0 || typeof name !== 'string' || name === '') return undefined;
  switch (kind) {
    case 'AWS':
      return name;
    case 'Service':
      return { Service: name };
    case 'Federated':
      return { Federated: name };
    case 'CanonicalUser':
      return { CanonicalUser: name };
    default:
      return undefined;
  }
}
