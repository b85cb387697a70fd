import { listOf, membersOf } from './json-shape.ts';
import { type Pattern, readActionPattern, readResourcePattern } from './pattern.ts';
import { type ReadCondition, readConditions } from './read-condition.ts';

/** A JSON policy document as the replay reads it: once, for many requests. */
export interface ReadDocument {
  /** `Version` is 2012-10-17, so that `${` starts a variable. */
  readonly isModern: boolean;
  readonly statements: readonly ReadStatement[];
  /** What has no meaning here, in words. A document with a fault never counts as allowing or as not allowing. */
  readonly faults: readonly string[];
}

/** One statement; an element that is absent is null. */
export interface ReadStatement {
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly action: Element<Pattern>;
  readonly resource: Element<Pattern> | null;
  readonly principal: Element<PrincipalName> | null;
  readonly conditions: readonly ReadCondition[];
}

/** An element with its members, `negated` for the Not- form. */
export interface Element<T> {
  readonly name: string;
  readonly negated: boolean;
  readonly members: readonly T[];
}

/** One name of `Principal`; `"*"` stands as `{kind: "AWS", name: "*"}`. */
export interface PrincipalName {
  readonly kind: string;
  readonly name: string;
}

const KINDS: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** Reads the JSON text of a document. Never throws: what cannot be read is a fault of the result. */
export function readDocument(source: string): ReadDocument {
  const faults: string[] = [];
  const members = membersOf(parse(source, faults), 'the policy', faults);
  const version = members.get('Version');
  const isModern = version === '2012-10-17';
  if (!isModern && version !== undefined && version !== '2008-10-17')
    faults.push('`Version` is neither `2012-10-17` nor `2008-10-17`');
  if (!members.has('Statement')) faults.push('the policy has no `Statement`');
  const statements = members.has('Statement') ? listOf(members.get('Statement')) : [];
  return {
    isModern,
    statements: statements.map((raw, at) =>
      readStatement(raw, `statement ${at}`, isModern, faults),
    ),
    faults,
  };
}

function parse(source: string, faults: string[]): unknown {
  try {
    return JSON.parse(source);
  } catch {
    faults.push('the policy is not JSON');
    return {};
  }
}

function readStatement(
  raw: unknown,
  where: string,
  isModern: boolean,
  faults: string[],
): ReadStatement {
  const members = membersOf(raw, where, faults);
  const effect = members.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny') faults.push(`${where} has no \`Effect\``);
  const element = <T>(name: string, read: (value: unknown) => T[]): Element<T> | null => {
    const given = [name, `Not${name}`].filter((one) => members.has(one));
    const [found] = given;
    if (given.length > 1) faults.push(`${where} has both \`${name}\` and \`Not${name}\``);
    if (found === undefined) return null;
    return { name: found, negated: found !== name, members: read(members.get(found)) };
  };
  const texts = (value: unknown): string[] => textsOf(value, where, faults);
  const action = element('Action', (value) => texts(value).map(readActionPattern));
  if (action === null) faults.push(`${where} has no \`Action\``);
  const sid = members.get('Sid');
  return {
    sid: typeof sid === 'string' ? sid : null,
    effect: effect === 'Deny' ? 'Deny' : 'Allow',
    action: action ?? { name: 'Action', negated: false, members: [] },
    resource: element('Resource', (value) =>
      texts(value).map((text) => readResourcePattern(text, isModern)),
    ),
    principal: element('Principal', (value) => principalNames(value, where, faults)),
    conditions: readConditions(
      members.has('Condition') ? members.get('Condition') : {},
      where,
      isModern,
      faults,
    ),
  };
}

function principalNames(value: unknown, where: string, faults: string[]): PrincipalName[] {
  if (value === '*') return [{ kind: 'AWS', name: '*' }];
  return [...membersOf(value, `the principal of ${where}`, faults)].flatMap(([kind, names]) => {
    if (!KINDS.includes(kind)) faults.push(`\`${kind}\` of ${where} is no kind of principal`);
    return textsOf(names, where, faults).map((name) => ({ kind, name }));
  });
}

function textsOf(value: unknown, where: string, faults: string[]): string[] {
  return listOf(value).flatMap((item) => {
    if (typeof item === 'string') return [item];
    faults.push(`a value of ${where} is not a string`);
    return [];
  });
}
