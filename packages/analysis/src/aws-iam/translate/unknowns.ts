import { canonicalJson } from '../../canonical/jcs.ts';
import { foldCase, foldKey } from '../../engine/fold.ts';
import { FlagLiteral } from '../../engine/literal.ts';
import { covers } from '../../engine/pattern.ts';
import { sortedList } from '../canonical/canonical-policy.ts';
import type { PrincipalElement, Statement } from '../model.ts';

/** A truth value the proof leaves open: a condition, a principal, or whether a pattern with variables matches. */
export interface Unknown {
  readonly field: number;
  readonly kind: 'condition' | 'principal' | 'variable';
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const OPENING = '$' + '{';
const ESCAPED_DOLLAR = `${OPENING}$}`;

/** Fields below this are typed; from here on each field is one unknown truth value. */
export const FIRST_UNKNOWN = 2;

/** The distinct unknowns of one question, shared by all statements of all its policies. */
export class Unknowns {
  readonly all: Unknown[] = [];
  private readonly byKey = new Map<string, Unknown>();
  private readonly variables = new Map<string, number>();
  private readonly patterns: { readonly tokens: readonly number[]; readonly unknown: Unknown }[] =
    [];

  /** The number of a policy variable; a default value is part of it, with its case. */
  variable(body: string): number {
    const comma = body.indexOf(',');
    const end = comma < 0 ? body.length : comma;
    const key = foldKey(body.slice(0, end)) + body.slice(end);
    const known = this.variables.get(key);
    if (known !== undefined) return known;
    this.variables.set(key, this.variables.size);
    return this.variables.size - 1;
  }

  /** One positive literal per condition of a statement, and one for its principal. */
  literals(statement: Statement, isVariablesOn: boolean): FlagLiteral[] {
    const unknowns: Unknown[] = [];
    for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
      for (const [key, values] of Object.entries(keys)) {
        unknowns.push(this.condition(operator, key, values, isVariablesOn));
      }
    }
    for (const name of ['Principal', 'NotPrincipal'] as const) {
      const element = statement[name];
      if (element !== undefined) unknowns.push(this.principal(name, element));
    }
    return [...new Set(unknowns)].map((unknown) => new FlagLiteral(unknown.field, true));
  }

  /** Whether a resource matches a pattern with variables; must be told of every pattern before implied() is asked. */
  resource(text: string, tokens: readonly number[]): Unknown {
    const key = canonicalJson(['variable', tokens]);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const unknown = this.add(key, {
      kind: 'variable',
      operator: 'matches',
      key: 'Resource',
      values: [text],
    });
    this.patterns.push({ tokens, unknown });
    return unknown;
  }

  /** The unknowns that hold whenever this pattern matches: every pattern that covers it whatever the variables are. */
  implied(tokens: readonly number[]): Unknown[] {
    return this.patterns
      .filter((other) => covers(other.tokens, tokens))
      .map((other) => other.unknown);
  }

  private condition(
    operator: string,
    key: string,
    values: readonly string[],
    isVariablesOn: boolean,
  ): Unknown {
    const sorted = sortedList(isVariablesOn ? values : values.map(asModern));
    const name = canonicalJson(['condition', foldCase(operator), foldKey(key), sorted]);
    return (
      this.byKey.get(name) ?? this.add(name, { kind: 'condition', operator, key, values: sorted })
    );
  }

  private principal(name: 'Principal' | 'NotPrincipal', element: PrincipalElement): Unknown {
    const values =
      element === '*'
        ? ['*']
        : sortedList(
            Object.entries(element).flatMap(([kind, names]) =>
              names.map((one) => `${kind}:${one}`),
            ),
          );
    const key = canonicalJson([name, values]);
    return (
      this.byKey.get(key) ?? this.add(key, { kind: 'principal', operator: 'is', key: name, values })
    );
  }

  private add(key: string, unknown: Omit<Unknown, 'field'>): Unknown {
    const added = { ...unknown, field: FIRST_UNKNOWN + this.all.length };
    this.all.push(added);
    this.byKey.set(key, added);
    return added;
  }
}

/** A value of a `2008-10-17` policy, where `${` is plain text, spelled as a `2012-10-17` policy would. */
function asModern(value: string): string {
  return value.split(OPENING).join(`${ESCAPED_DOLLAR}{`);
}
