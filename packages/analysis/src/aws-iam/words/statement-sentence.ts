import type { Assumed } from '../../questions/answer.ts';
import type { Statement } from '../model.ts';
import { actionFacts } from './action-facts.ts';
import { actionWords } from './action-words.ts';
import { resourceWords } from './resource-words.ts';
import { actionItems, resourceItems, whoItems } from './statement-items.ts';
import { whenWords } from './when-words.ts';
import { whoWords } from './who-words.ts';

/** A statement in one sentence, in the words of a class: what, on what, for whom and when. */
export function statementSentence(statement: Statement, verb: string): string {
  const actions = actionItems(statement);
  const resources = resourceItems(statement);
  const who = whoItems(statement);
  return [
    `${verb} ${actionWords(actions, actionFacts(actions))}`,
    ...(resources === null ? [] : [` on ${resourceWords(resources)}`]),
    ...(who === null ? [] : [` for ${whoWords(who)}`]),
    whenWords(conditionsOf(statement)),
  ].join('');
}

function conditionsOf({ Condition }: Statement): Assumed[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values, holds: true })),
  );
}
