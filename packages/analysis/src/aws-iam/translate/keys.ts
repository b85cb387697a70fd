import { foldKey } from '../../engine/fold.ts';
import type { AwsPolicy } from '../model.ts';
import { conditionKeyType, isMultivalued } from '../service-table/service-table.ts';
import { type Family, type Operator, readOperator } from './operator.ts';

/** Kinds of values a key has: one string, one of `true` and `false`, a point of a line, or a set of strings. */
export type KeyKind = 'text' | 'bool' | 'number' | 'time' | 'address' | 'set';

interface Use {
  readonly families: Set<Family>;
  isQuantified: boolean;
}

/** How the keys of one question are used, and so what kind of field each is; the same for all its policies. */
export class Keys {
  private readonly uses = new Map<string, Use>();
  private readonly kinds = new Map<string, KeyKind>();
  private readonly operators = new Map<string, Operator | undefined>();
  private readonly folded = new Map<string, string>();
  private readonly spellings = new Map<string, string>();

  constructor(policies: readonly AwsPolicy[]) {
    for (const { document } of policies) {
      for (const { Condition } of document.Statement) {
        if (Condition === undefined) continue;
        for (const [operator, keys] of Object.entries(Condition)) this.note(operator, keys);
      }
    }
  }

  /** The operator of a name, read once. */
  operator(name: string): Operator | undefined {
    const known = this.operators.get(name);
    if (known !== undefined) return known;
    const operator = readOperator(name);
    this.operators.set(name, operator);
    return operator;
  }

  /** A key or variable without case; linked spellings of one fact get one name. */
  nameOf(key: string): string {
    const known = this.folded.get(key);
    if (known !== undefined) return known;
    const name = foldKey(key);
    const linked = name === 'aws:epochtime' ? 'aws:currenttime' : name;
    this.folded.set(key, linked);
    if (!this.spellings.has(linked))
      this.spellings.set(linked, linked === name ? key : 'aws:CurrentTime');
    return linked;
  }

  /** The keys of all conditions. */
  names(): readonly string[] {
    return [...this.uses.keys()];
  }

  /** A name as the policies write it. */
  spellingOf(name: string): string {
    return this.spellings.get(name) ?? name;
  }

  /**
   * What the key's values are: as the service table says, and where it does not, as the operators of these policies
   * take them. A key the table does not know may have many values if a set operator asks for it.
   */
  kindOf(name: string): KeyKind {
    const known = this.kinds.get(name);
    if (known !== undefined) return known;
    const kind = this.decide(name);
    this.kinds.set(name, kind);
    return kind;
  }

  private decide(name: string): KeyKind {
    if (name === 'aws:currenttime') return 'time';
    const use = this.uses.get(name);
    if (isMultivalued(name) ?? use?.isQuantified === true) return 'set';
    const families = use?.families ?? new Set<Family>();
    const line = LINES.find((one) => families.has(one));
    if (line !== undefined) return families.size === 1 || isTyped(name, line) ? line : 'text';
    const isBool = families.has('bool') && families.size === 1;
    return isBool || conditionKeyType(name) === 'Bool' ? 'bool' : 'text';
  }

  private note(operator: string, keys: Readonly<Record<string, readonly string[]>>): void {
    const read = this.operator(operator);
    if (read === undefined) return;
    for (const key of Object.keys(keys)) {
      const name = this.nameOf(key);
      let use = this.uses.get(name);
      if (use === undefined) {
        use = { families: new Set(), isQuantified: false };
        this.uses.set(name, use);
      }
      if (read.family !== 'null') use.families.add(read.family);
      if (read.quantifier !== null) use.isQuantified = true;
    }
  }
}

const LINES = ['number', 'time', 'address'] as const;
const TYPES = { number: 'Numeric', time: 'Date', address: 'IPAddress' } as const;

function isTyped(name: string, line: keyof typeof TYPES): boolean {
  return conditionKeyType(name) === TYPES[line];
}
