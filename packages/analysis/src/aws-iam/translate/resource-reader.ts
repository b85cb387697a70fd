import { FlagLiteral } from '../../engine/flag-literal.ts';
import type { Literal } from '../../engine/literal.ts';
import type { Pattern } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { TextLiteral } from '../../engine/text-literal.ts';
import type { Statement } from '../model.ts';
import type { Cases } from './condition-reader.ts';
import type { Fields, Flag } from './fields.ts';
import { Implications } from './implications.ts';
import type { KeyTexts } from './key-texts.ts';
import { type Reading, resourceTokens } from './reading.ts';
import type { Lookup, ValuePatterns } from './value-patterns.ts';
import { hasVariables, variableKeys } from './variables.ts';

/** Reads `Resource` and `NotResource`. */
export class ResourceReader {
  private readonly fields: Fields;
  private readonly texts: KeyTexts;
  private readonly values: ValuePatterns;
  private readonly plain = new Map<string, Pattern>();
  private readonly implications: Implications;

  constructor(fields: Fields, texts: KeyTexts, values: ValuePatterns) {
    this.fields = fields;
    this.implications = new Implications(fields.patterns.budget);
    this.texts = texts;
    this.values = values;
  }

  /**
   * The resources of a statement as a union of cases. A pattern with variables is one truth value (the resource matches
   * it) from which follows that the resource matches the pattern with every variable a star.
   */
  cases(statement: Statement, isVariablesOn: boolean, reading: Reading): Cases {
    const texts = statement.Resource ?? statement.NotResource;
    if (texts === undefined) return [[]];
    const plain: Pattern[] = [];
    const flags: Flag[] = [];
    for (const text of texts) {
      if (hasVariables(text, isVariablesOn) && variableKeys(text, isVariablesOn).length > 0)
        flags.push(this.flag(text, reading));
      else plain.push(this.pattern(text, isVariablesOn, reading));
    }
    const list = new PatternList(plain);
    const isNegated = statement.Resource === undefined;
    const main = new TextLiteral(this.fields.resource, { list, isNegated });
    if (isNegated) return [[main, ...flags.map((flag) => literalOf(flag, false))]];
    const isEvery = list.hasAll;
    return [
      ...(plain.length > 0 ? [isEvery ? [] : [main]] : []),
      ...(isEvery ? [] : flags.map((flag) => [literalOf(flag, true)])),
    ];
  }

  private pattern(text: string, isVariablesOn: boolean, reading: Reading): Pattern {
    const key = `${reading}${isVariablesOn ? '$' : '-'}${text}`;
    const known = this.plain.get(key);
    if (known !== undefined) return known;
    const tokens = resourceTokens(text, reading, isVariablesOn, this.values);
    const pattern = this.fields.patterns.intern(text, tokens.over);
    this.plain.set(key, pattern);
    return pattern;
  }

  private flag(text: string, reading: Reading): Flag {
    const { symbolic } = resourceTokens(text, reading, true, this.values);
    const id = JSON.stringify(['resource', symbolic]);
    const flag = this.fields.flag(id, 'variable', `the policy variables of \`${text}\``, {
      resource: text,
      variables: this.values.namesIn(text, true),
      cases: (lookup) => this.filled(text, reading, lookup),
      consequences: () => [
        this.over(text, reading),
        ...this.values.needed(text, true).map((key) => this.texts.present(key)),
      ],
    });
    this.implications.add('', flag, symbolic);
    return flag;
  }

  private over(text: string, reading: Reading): Literal {
    const { over } = resourceTokens(text, reading, true, this.values);
    const pattern = this.fields.patterns.intern(starred(text), over);
    return new TextLiteral(this.fields.resource, { list: new PatternList([pattern]) });
  }

  /** The pattern with the values of its variables; nothing where one has no value. */
  private filled(text: string, reading: Reading, lookup: Lookup): Cases {
    const tokens = resourceTokens(text, reading, true, this.values, lookup);
    if (tokens.isNothing) return [];
    const pattern = this.fields.patterns.intern(text, tokens.over);
    return [[new TextLiteral(this.fields.resource, { list: new PatternList([pattern]) })]];
  }
}

function literalOf(flag: Flag, wanted: boolean): FlagLiteral {
  return new FlagLiteral(flag.field, wanted, flag.consequences);
}

/** How a pattern reads with every variable a star. */
export function starred(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, '*');
}
