import { NotEncoded, or, quoted } from './smt-text.ts';

/** What the values of a condition key are. */
export type Family = 'text' | 'bool' | 'number' | 'date' | 'address';

/** One value a request may carry for a key. */
export interface Member {
  readonly isPresent: string;
  /** Its constant; of an address, the stem of its three. */
  readonly value: string;
}

interface Use {
  readonly name: string;
  readonly families: Set<Family>;
  /** Distinct conditions on the key, as each may need a value of its own to hold or to fail. */
  readonly conditions: Set<string>;
  hasSetOperator: boolean;
  isVariable: boolean;
}

/** More values than this for one key are not tried. */
const MOST_MEMBERS = 8;
const SORTS = { text: 'String', bool: 'String', number: 'Real', date: 'Int' } as const;

/**
 * The condition keys of a question. A document is translated twice: the first pass tells which operators a key meets, the
 * second writes formulas over the right constants. A key that no set operator meets has one value or none. Others have up
 * to one value for each distinct condition, which is enough: a condition, true or false, asks for one value at most.
 */
export class Keys {
  private readonly uses = new Map<string, Use>();

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
    return membersOf(use);
  }

  /** The one value of a key that stands in a policy variable. */
  variable(key: string): Member {
    const use = this.use(key);
    use.families.add('text');
    use.isVariable = true;
    return { isPresent: `${use.name}_0p`, value: `${use.name}_0` };
  }

  /** Declarations and what constrains them; throws where a key cannot be one thing. */
  declarations(): readonly string[] {
    return [...this.uses].flatMap(([key, use]) => declare(use, familyOf(key, use)));
  }

  /** Every constant, for a reader of the model. */
  constants(): readonly string[] {
    return this.declarations().flatMap((line) => /^\(declare-const (\S+)/.exec(line)?.[1] ?? []);
  }

  /** Names of constants by key. */
  legend(): ReadonlyMap<string, string> {
    return new Map([...this.uses].map(([key, { name }]) => [name, key]));
  }

  private use(written: string): Use {
    const key = foldKey(written);
    const known = this.uses.get(key);
    if (known !== undefined) return known;
    const use: Use = {
      name: `k${this.uses.size}`,
      families: new Set(),
      conditions: new Set(),
      hasSetOperator: false,
      isVariable: false,
    };
    this.uses.set(key, use);
    return use;
  }
}

/** Keys are compared without case, but for the name of a tag after `/`. */
function foldKey(key: string): string {
  const [head = '', ...tail] = key.split('/');
  const lower = head.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [lower, ...tail].join('/');
}

function membersOf({ name, hasSetOperator, conditions }: Use): readonly Member[] {
  const count = hasSetOperator ? conditions.size : 1;
  return Array.from({ length: count }, (_, at) => ({
    isPresent: `${name}_${at}p`,
    value: `${name}_${at}`,
  }));
}

/** Whether the request has the key at all. */
export function isAnyPresent(members: readonly Member[]): string {
  return or(members.map(({ isPresent }) => isPresent));
}

function familyOf(key: string, use: Use): Family {
  if (use.isVariable && use.hasSetOperator) throw new NotEncoded(`\`${key}\` as set and variable`);
  if (use.hasSetOperator && use.conditions.size > MOST_MEMBERS) {
    throw new NotEncoded(`more than ${MOST_MEMBERS} conditions on the set \`${key}\``);
  }
  const [family = 'text', ...others] = use.families;
  if (others.length > 0) throw new NotEncoded(`\`${key}\` as ${[...use.families].join(' and ')}`);
  return family;
}

function declare(use: Use, family: Family): string[] {
  return membersOf(use).flatMap(({ isPresent, value }) => [
    `(declare-const ${isPresent} Bool)`,
    ...declareValue(value, family),
  ]);
}

function declareValue(value: string, family: Family): string[] {
  if (family === 'address') {
    return [
      `(declare-const ${value}_is6 Bool)`,
      `(declare-const ${value}_v4 Int)`,
      `(declare-const ${value}_v6 Int)`,
      `(assert (<= 0 ${value}_v4 ${2n ** 32n - 1n}))`,
      `(assert (<= 0 ${value}_v6 ${2n ** 128n - 1n}))`,
    ];
  }
  const declaration = `(declare-const ${value} ${SORTS[family]})`;
  if (family !== 'bool') return [declaration];
  const values = ['true', 'false'].map((text) => `(= ${value} ${quoted(text)})`);
  return [declaration, `(assert ${or(values)})`];
}
