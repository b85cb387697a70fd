import type { Caller } from './caller.ts';
import type { StatementOutcome } from './evaluate-statement.ts';
import type { Facts } from './facts.ts';
import type { ReadCondition } from './read-condition.ts';
import type { ReadStatement } from './read-document.ts';

// A reader looks for one name; a list of thousands hides it.
const MOST_SHOWN = 8;

/** Why a statement matches, may match, or the first of its elements that does not, in words. */
export function explainStatement(
  statement: ReadStatement,
  { matches, stopped, notes }: StatementOutcome,
  facts: Facts,
): string {
  if (matches === true) return 'every element matches';
  if (matches === 'unknown') return `open: ${notes.join('; ')}`;
  if (typeof stopped === 'object' && stopped !== null) return explainCondition(stopped, facts);
  const { action, resource, principal } = statement;
  switch (stopped) {
    case 'action':
      return explainElement(action.name, action.members.map(textOf), facts.action, action.negated);
    case 'resource':
      return explainElement(
        resource?.name ?? '',
        (resource?.members ?? []).map(textOf),
        facts.resource,
        resource?.negated === true,
      );
    case null:
      return 'some element does not match';
    case 'principal':
      return explainElement(
        principal?.name ?? '',
        (principal?.members ?? []).map(({ name }) => name),
        nameOf(facts.caller),
        principal?.negated === true,
      );
  }
}

/** The caller in one word. */
export function nameOf(caller: Caller): string {
  if (caller.kind === 'aws') return caller.arn;
  return 'name' in caller ? caller.name : caller.kind;
}

function explainElement(
  name: string,
  members: readonly string[],
  actual: string,
  isNegated: boolean,
): string {
  return `\`${name}\`: \`${actual}\` is ${isNegated ? 'one' : 'none'} of ${listed(members)}`;
}

function explainCondition(condition: ReadCondition, facts: Facts): string {
  const { operator, key, values, form, normalKey } = condition;
  const actual = facts.values.get(normalKey) ?? [];
  const where = `\`Condition\` \`${operator}\` \`${key}\``;
  if (form.base === 'null')
    return `${where} ${listed(values)}: the key is ${actual.length > 0 ? 'present' : 'absent'}`;
  if (actual.length === 0) return `${where}: the request has no such key`;
  const isNegated = form.base.includes('not');
  const relation = /than/.test(form.base) ? 'does not compare so with' : 'is none of';
  return `${where}: ${listed(actual)} ${isNegated ? 'is one of' : relation} ${listed(values)}`;
}

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return 'nothing';
  const shown = texts.slice(0, MOST_SHOWN).map((text) => `\`${text}\``);
  const rest = texts.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

function textOf({ text }: { readonly text: string }): string {
  return text;
}
