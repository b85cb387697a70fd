import type { ExplainedStatement, Explanation, Origin } from '../../questions/answer.ts';
import { findingsOf } from '../findings/findings-of.ts';
import type { AwsPolicy, ConditionElement, PrincipalElement, Statement } from '../model.ts';
import { describeActions } from '../service-table/describe-actions.ts';

/** Names shown in full; of more, their number. */
const SHOWN = 5;

/** What policies that are attached together say, one sentence a statement, and what a reader should know. */
export function explain(policies: readonly AwsPolicy[], steps?: number): Explanation {
  const sentences = policies.flatMap((policy, place) =>
    policy.document.Statement.map(
      (statement, index): ExplainedStatement => ({
        text: sentence(statement),
        origins: [originOf(policy, place, index)],
      }),
    ),
  );
  return { sentences, findings: findingsOf(policies, steps === undefined ? {} : { steps }) };
}

function originOf({ document, positions }: AwsPolicy, policy: number, statement: number): Origin {
  const at = positions[statement] ?? { line: 1, column: 1 };
  return { policy, statement, sid: document.Statement[statement]?.Sid ?? null, ...at };
}

function sentence(statement: Statement): string {
  const { Effect, Principal, NotPrincipal, Condition } = statement;
  return [
    Effect === 'Allow' ? 'allows' : 'denies, whatever else grants it,',
    ...whoTexts(Principal, NotPrincipal),
    actionsText(statement),
    ...resourceTexts(statement),
    ...conditionTexts(Condition),
  ].join(' ');
}

function whoTexts(
  principal: PrincipalElement | undefined,
  except: PrincipalElement | undefined,
): string[] {
  if (principal !== undefined) return [`${principalText(principal)}:`];
  return except === undefined ? [] : [`everyone except ${principalText(except)}:`];
}

function principalText(principal: PrincipalElement): string {
  if (principal === '*') return 'everyone';
  const names = Object.entries(principal).flatMap(([kind, list]) =>
    list.map((name) => (name === '*' ? `every ${kind} principal` : `${kind} \`${name}\``)),
  );
  return listText(names, 'principals');
}

function actionsText({ Action, NotAction }: Statement): string {
  if (NotAction !== undefined) return `every action except ${named(NotAction, 'actions')}`;
  const actions = Action ?? [];
  if (actions.some((action) => /^\*+$/.test(action))) return 'every action';
  const { count, levels, unknown } = describeActions(actions);
  const hasPattern = actions.some((action) => /[*?]/.test(action));
  const known = hasPattern && count > 0 ? ` (${count} today: ${levels.join(', ')})` : '';
  const none = unknown.length === 0 ? '' : ` (${named(unknown, 'more')}: no action that is known)`;
  return `${named(actions, 'actions')}${known}${none}`;
}

function resourceTexts({ Resource, NotResource }: Statement): string[] {
  if (NotResource !== undefined) {
    return [`on every resource except ${named(NotResource, 'resources')}`];
  }
  // A trust policy has no resource: it is about its role.
  if (Resource === undefined) return [];
  return [Resource.includes('*') ? 'on every resource' : `on ${named(Resource, 'resources')}`];
}

function conditionTexts(condition: ConditionElement | undefined): string[] {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      `${operator} \`${key}\` ${named(values, 'values')}`.trimEnd(),
    ),
  );
  return tests.length === 0 ? [] : [`if ${tests.join(' and ')}`];
}

function named(texts: readonly string[], noun: string): string {
  return listText(
    texts.map((text) => `\`${text}\``),
    noun,
  );
}

function listText(texts: readonly string[], noun: string): string {
  const rest = texts.length - SHOWN;
  return rest > 1
    ? `${texts.slice(0, SHOWN).join(', ')} and ${rest} more ${noun}`
    : texts.join(', ');
}
