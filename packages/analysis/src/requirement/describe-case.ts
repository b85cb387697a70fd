import type { Json } from '../canonical/jcs.ts';
import { patternOf, type RequirementCase } from './requirement-case.ts';

/** A case in one line, its id first: what is asked for and on what, then every other word it says. */
export function describeCase(one: RequirementCase): string {
  const words = patternOf(one);
  const { actions, resources, ...rest } = words;
  const main =
    actions === undefined
      ? []
      : [resources === undefined ? said(actions) : `${said(actions)} on ${said(resources)}`];
  const more = Object.entries(actions === undefined ? words : rest);
  return `${one.id}: ${[...main, ...more.map(([word, value]) => `${word} ${said(value)}`)].join(', ')}`;
}

/** Lists as people read them; an empty text is said, since it is one. */
function said(value: Json): string {
  if (Array.isArray(value)) return value.map((one) => said(one as Json)).join(' or ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, inner]) => `${key} = ${said(inner as Json)}`)
      .join(' and ');
  }
  return value === '' ? '(none)' : String(value);
}
