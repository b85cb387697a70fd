import { type GlobPart, globMatches } from './glob-smt.ts';
import { IS_AWS, PRINCIPAL_NAME } from './principal-smt.ts';
import { and, NotEncoded, not, or } from './smt-text.ts';
import type { Subjects } from './subjects.ts';

/** What the values of a condition key are. */
export type Family = 'text' | 'bool' | 'number' | 'date' | 'address';

/** What AWS documents of keys; without a word on a key, the operators it meets decide. */
export interface KeyFacts {
  isMultivalued(key: string): boolean | undefined;
  /** Whether the values are `true` and `false` whatever operator meets them. */
  isBool(key: string): boolean;
}

/** Nothing known of any key. */
export const NO_FACTS: KeyFacts = { isMultivalued: () => undefined, isBool: () => false };

/** One value a request may carry for a key. */
export interface Member {
  readonly isPresent: string;
  /** Its constant; of an address, the stem of its three. */
  readonly value: string;
}

const PRINCIPAL_ARN: Member = { isPresent: IS_AWS, value: PRINCIPAL_NAME };
/** Keys that follow from the principal and have no encoding of their own here. */
const DERIVED = ['aws:principaltype', 'aws:principalisawsservice'];
/** Follows from the principal too, and is a key like others where nothing else speaks of the principal. */
const ACCOUNT_KEY = 'aws:principalaccount';

interface Use {
  readonly name: string;
  readonly families: Set<Family>;
  /** Distinct conditions on the key, as each may need a value of its own to hold or to fail. */
  readonly conditions: Set<string>;
  readonly isMultivalued: boolean | undefined;
  hasSetOperator: boolean;
  isVariable: boolean;
}

/** More values than this for one key are not tried. */
const MOST_MEMBERS = 8;

/**
 * The condition keys of a question. A document is translated twice: the first pass tells which operators a key meets, the
 * second writes formulas over the right constants. A key that no set operator meets has one value or none. Others have up
 * to one value for each distinct condition, which is enough: a condition, true or false, asks for one value at most.
 */
export class Keys {
  private readonly uses = new Map<string, Use>();
  private readonly facts: KeyFacts;
  /** The one key that is a view of the principal. */
  private principalArn: Use | undefined;

  constructor(facts: KeyFacts) {
    this.facts = facts;
  }

  /** Whether the name of the principal matters. */
  get usesPrincipal(): boolean {
    return this.principalArn !== undefined;
  }

  /** The values of a key under a condition. */
  members(
    key: string,
    family: Family | null,
    condition: string,
    isSet: boolean,
  ): readonly Member[] {
    const use = this.use(key);
    if (family !== null) use.families.add(family);
    use.conditions.add(condition);
    use.hasSetOperator ||= isSet;
    return use === this.principalArn ? [PRINCIPAL_ARN] : membersOf(use);
  }

  /** The one value of a key that stands in a policy variable. */
  variable(key: string, subjects: Subjects): Member {
    const use = this.use(key);
    use.families.add('text');
    use.isVariable = true;
    const { isPresent, value } = use === this.principalArn ? PRINCIPAL_ARN : memberOf(use, 0);
    subjects.use(value);
    return { isPresent, value };
  }

  /** Declarations of what is no string, after telling which strings are `true` or `false`; throws for a key of two kinds. */
  declarations(subjects: Subjects): readonly string[] {
    return [...this.uses].flatMap(([key, use]) => {
      const family = this.familyOf(key, use);
      if (use === this.principalArn) return [];
      return membersOf(use).flatMap(({ isPresent, value }) => [
        `(declare-const ${isPresent} Bool)`,
        ...declareValue(value, family, subjects),
      ]);
    });
  }

  /** What AWS lets the values be: none is empty, which it takes for absence, and a user or role has an account. */
  arePossible(namesPrincipals: boolean, subjects: Subjects): string {
    const account = this.uses.get(ACCOUNT_KEY);
    if (account !== undefined && (namesPrincipals || this.usesPrincipal)) {
      throw new NotEncoded(`\`${ACCOUNT_KEY}\` beside the principal`);
    }
    const texts = [...this.uses].filter(
      ([key, use]) => use !== this.principalArn && this.familyOf(key, use) === 'text',
    );
    const isNotEmpty = ({ value }: Member): string =>
      not(subjects.atom(value, [], (one) => `(= ${one} "")`));
    return and([
      ...texts.flatMap(([, use]) => membersOf(use).map(isNotEmpty)),
      ...(account === undefined ? [] : membersOf(account).map((one) => isAccount(one, subjects))),
    ]);
  }

  private familyOf(key: string, use: Use): Family {
    if (use.isVariable && isMany(use)) throw new NotEncoded(`\`${key}\` as set and variable`);
    if (isMany(use) && use.conditions.size > MOST_MEMBERS) {
      throw new NotEncoded(`more than ${MOST_MEMBERS} conditions on the set \`${key}\``);
    }
    const [family = 'text', ...others] = use.families;
    if (this.facts.isBool(key) && [family, ...others].every(isTextual)) return 'bool';
    if (others.length > 0) throw new NotEncoded(`\`${key}\` as ${[...use.families].join(', ')}`);
    return family;
  }

  private use(written: string): Use {
    const folded = foldKey(written);
    // One fact under two names.
    const key = folded === 'aws:epochtime' ? 'aws:currenttime' : folded;
    const known = this.uses.get(key);
    if (known !== undefined) return known;
    const use: Use = {
      name: `k${this.uses.size}`,
      families: new Set(),
      conditions: new Set(),
      isMultivalued: this.facts.isMultivalued(key),
      hasSetOperator: false,
      isVariable: false,
    };
    this.uses.set(key, use);
    if (key === 'aws:principalarn') this.principalArn = use;
    if (DERIVED.includes(key)) throw new NotEncoded(`\`${key}\`, which follows from the principal`);
    return use;
  }
}

/** Keys are compared without case, but for the name of a tag after `/`. */
function foldKey(key: string): string {
  const [head = '', ...tail] = key.split('/');
  const lower = head.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [lower, ...tail].join('/');
}

const isMany = ({ isMultivalued, hasSetOperator }: Use): boolean => isMultivalued ?? hasSetOperator;

function membersOf(use: Use): readonly Member[] {
  const { conditions } = use;
  const count = isMany(use) ? Math.max(1, conditions.size) : 1;
  return Array.from({ length: count }, (_, at) => memberOf(use, at));
}

function memberOf({ name }: Use, at: number): Member {
  return { isPresent: `${name}_${at}p`, value: `${name}_${at}` };
}

const isTextual = (family: Family): boolean => family === 'text' || family === 'bool';

/** Whether the request has the key at all. */
export function isAnyPresent(members: readonly Member[]): string {
  return or(members.map(({ isPresent }) => isPresent));
}

function isAccount({ isPresent, value }: Member, subjects: Subjects): string {
  const name: GlobPart[] = [{ kind: 'many', isFree: false }];
  return and([isPresent, globMatches(name, value, subjects)]);
}

function declareValue(value: string, family: Family, subjects: Subjects): string[] {
  if (family === 'address') {
    return [
      `(declare-const ${value}_is6 Bool)`,
      `(declare-const ${value}_v4 Int)`,
      `(declare-const ${value}_v6 Int)`,
      `(assert (<= 0 ${value}_v4 ${2n ** 32n - 1n}))`,
      `(assert (<= 0 ${value}_v6 ${2n ** 128n - 1n}))`,
    ];
  }
  if (family === 'bool') subjects.only(value, ['true', 'false']);
  return family === 'number' || family === 'date'
    ? [`(declare-const ${value} ${family === 'number' ? 'Real' : 'Int'})`]
    : [];
}
