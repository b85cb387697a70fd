import type { AwsSubject, Statement } from '../model.ts';
import { actionWords } from '../words/action-words.ts';
import { resourceWords } from '../words/resource-words.ts';
import { whenWords } from '../words/when-words.ts';
import { whoWords } from '../words/who-words.ts';
import type { Member } from './member.ts';
import { statementAt } from './origins.ts';
import type { OtherSide } from './other-layers.ts';
import type { Sides } from './sides.ts';
import { whyNew } from './why-new.ts';

/**
 * A class in one sentence of a few hundred characters: what, on what, for whom, when, by which statement, and what kept
 * the other side from it. Lists that it cuts short stand in the class in full.
 */
export function summarise(member: Member, sides: Sides, others: OtherSide): string {
  const { direction, allowing } = sides;
  const explicit = direction === 'denied' && member.denying.length > 0;
  return [
    verbOf(sides),
    ...(explicit ? [', by an explicit Deny,'] : []),
    ...(member.isPart ? [' part of'] : []),
    ` ${actionWords(member.actions, member.facts)}`,
    ...onWords(member, allowing),
    ...(member.who === null ? [] : [` for ${whoWords(member.who)}`]),
    conditionsText(member),
    `: ${whyNew(member, sides, others)}`,
  ].join('');
}

function verbOf({ direction, against }: Sides): string {
  if (against === 'requirement') return 'allows beyond the requirement';
  return direction === 'allowed' ? 'newly allows' : 'no longer allows';
}

/** Nothing for a trust policy, whose statements have no resources. */
function onWords({ allowing, resources }: Member, subject: AwsSubject): string[] {
  const statements = allowing.map((ref) => statementAt(ref, subject));
  const isBare = statements.every((one) => one !== undefined && hasNoResource(one));
  return isBare ? [] : [` on ${resourceWords(resources)}`];
}

function hasNoResource({ Resource, NotResource }: Statement): boolean {
  return Resource === undefined && NotResource === undefined;
}

/** What must hold and what must not, and that there is more. */
function conditionsText({ conditions, unless, hasMore, hasStrays }: Member): string {
  const stated = whenWords(conditions, unless);
  return [
    stated,
    ...(hasMore
      ? [stated === '' ? ', some under conditions' : ', some under more conditions']
      : []),
    ...(hasStrays ? [', and more if wildcards cross colons'] : []),
  ].join('');
}
