import type { Literal } from '../../engine/literal.ts';
import type { Pattern } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { RangeLiteral } from '../../engine/range-literal.ts';
import { SetLiteral } from '../../engine/set-literal.ts';
import { TextLiteral, type TextSet } from '../../engine/text-literal.ts';
import { type Fields, isTextKey } from './fields.ts';
import { ANONYMOUS, accountTokens, arnTokens, whoLiteral } from './who.ts';

/** Literals about keys by their names; keys that AWS derives from the principal are views of the principal. */
export class KeyTexts {
  private readonly fields: Fields;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** Whether the key is derived from who makes the request. */
  isView(name: string): boolean {
    if (name === 'aws:principalarn') return !this.fields.who.hasSessions;
    return VIEWS.has(name);
  }

  /** The key has one value, and it is in the set; absent where the set says so. */
  literal(name: string, set: TextSet): Literal {
    if (this.isView(name)) return this.view(name, set);
    const field = this.fields.key(name);
    if (isTextKey(field)) return new TextLiteral(field.of, set);
    if (field.kind !== 'set') return new RangeLiteral(field.of, [], set.holdsAbsent === true);
    // A variable is of no use where a key has several values.
    return new SetLiteral(field.of, 'every', { list: new PatternList([]) });
  }

  present(name: string): Literal {
    const { patterns } = this.fields;
    if (this.isView(name)) return whoLiteral(this.fields.who, this.withoutKey(name), true);
    const field = this.fields.key(name);
    const list = new PatternList([patterns.everyValue]);
    if (field.kind === 'set') return new SetLiteral(field.of, 'some', { list });
    if (isTextKey(field)) return new TextLiteral(field.of, { list });
    return new RangeLiteral(field.of, field.of.universe.ranges, false);
  }

  absent(name: string): Literal {
    if (this.isView(name)) return whoLiteral(this.fields.who, this.withoutKey(name));
    const field = this.fields.key(name);
    const list = new PatternList([]);
    if (field.kind === 'set') return new SetLiteral(field.of, 'every', { list });
    if (isTextKey(field)) return new TextLiteral(field.of, { list, holdsAbsent: true });
    return new RangeLiteral(field.of, [], true);
  }

  private view(name: string, { list, isNegated = false, holdsAbsent = false }: TextSet): Literal {
    const matching = list.patterns.flatMap((pattern) => this.principals(name, pattern));
    const absent = this.withoutKey(name);
    const { who } = this.fields;
    // Outside the list lies whoever lacks the key; the set says whether they hold.
    if (isNegated) return whoLiteral(who, holdsAbsent ? matching : [...matching, ...absent], true);
    return whoLiteral(who, holdsAbsent ? [...matching, ...absent] : matching);
  }

  private principals(name: string, pattern: Pattern): readonly Pattern[] {
    const { patterns } = this.fields;
    const { tokens, text } = pattern;
    if (name === 'aws:principalarn') return [patterns.intern(`AWS:${text}`, arnTokens(tokens))];
    const values = (VIEWS.get(name) ?? []).flatMap(([value, forms]) =>
      patterns.relation(patterns.literal(value), pattern) === 'disjoint'
        ? []
        : forms.map((form) => this.form(form)),
    );
    return name === 'aws:principalaccount'
      ? [patterns.intern(`AWS:arn:*:${text}:*`, accountTokens(tokens)), ...values]
      : values;
  }

  /** Whoever the key is absent for. */
  private withoutKey(name: string): readonly Pattern[] {
    if (name === 'aws:principalarn') return this.fields.who.withoutArn;
    return (ABSENT.get(name) ?? []).map((form) => this.form(form));
  }

  private form(head: string): Pattern {
    const { patterns } = this.fields;
    if (head === ANONYMOUS) return patterns.literal(head);
    const isArn = head.startsWith('iam:') || head.startsWith('sts:');
    const text = isArn ? head.replace(/^(iam|sts):(.*)$/, 'AWS:arn:*:$1::*:$2*') : `${head}*`;
    return patterns.glob(text);
  }
}

/** Keys with few values: each value with the principals that have it; beside them every account. */
const VIEWS: ReadonlyMap<string, readonly (readonly [string, readonly string[]])[]> = new Map([
  ['aws:principalaccount', [['anonymous', [ANONYMOUS]]]],
  [
    'aws:principaltype',
    [
      ['User', ['iam:user/']],
      ['AssumedRole', ['iam:role/', 'sts:assumed-role/']],
      ['FederatedUser', ['sts:federated-user/']],
      ['Account', ['iam:root']],
      ['Anonymous', [ANONYMOUS]],
    ],
  ],
  [
    'aws:principalisawsservice',
    [
      ['true', ['Service:']],
      ['false', ['AWS:']],
    ],
  ],
]);

/** IAM user guide, global condition keys: whose requests do not have the key. */
const ABSENT: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:principalaccount', ['Service:', 'Federated:', 'CanonicalUser:']],
  ['aws:principaltype', ['Service:', 'Federated:', 'CanonicalUser:']],
  ['aws:principalisawsservice', ['Federated:', 'CanonicalUser:', ANONYMOUS]],
]);
