import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { patternsMeet } from '../aws-iam/service-table/patterns-meet.ts';
import { actionsMatching } from '../aws-iam/service-table/service-table.ts';
import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import { distinct, type Plain, textsOf } from './mutant.ts';
import type { Suggesting, Suggestion, Survivor } from './suggestion.ts';

/** Denials that may catch a widened AWS policy, the most general first. */
export function awsSuggestions(from: Suggesting, survivor: Survivor): Suggestion[] {
  return [...ofElement(from, survivor), exactly(survivor)];
}

function ofElement(from: Suggesting, survivor: Survivor): Suggestion[] {
  const { mutant, witness } = survivor;
  const { before, word, kind } = mutant;
  if (kind === 'deny-dropped') return dropped(before);
  switch (word) {
    case 'Action':
    case 'NotAction':
      return otherActions(from, String(witness['action']));
    case 'Resource':
    case 'NotResource':
      return otherResources(before, witness);
    case 'Principal':
      return otherPrincipals(before, witness);
    default:
      return otherValues(from, survivor);
  }
}

/** Actions that one denial names; a list of more nobody reads. */
const MOST_ACTIONS = 60;

/** Everything of the service that the candidate does not allow: whole verbs, and of verbs it uses the other actions. */
function otherActions({ inner }: Suggesting, witnessed: string): Suggestion[] {
  const service = witnessed.slice(0, witnessed.indexOf(':')).toLowerCase();
  const allowed = allowedActions(inner);
  const known = actionsMatching(`${service}:*`);
  const verbs = distinct(known.map((one) => /:[A-Z]?[a-z0-9]+/.exec(one)?.[0] ?? ':'));
  const patterns = verbs.map((verb) => `${service}${verb}*`);
  const meets = (pattern: string): boolean =>
    allowed.some((one) => patternsMeet(one, pattern.toLowerCase()));
  const whole = patterns.filter((pattern) => !meets(pattern));
  const used = patterns.filter(meets);
  const single = known.filter(
    (one) =>
      used.some((pattern) => matchesText(pattern.toLowerCase(), one.toLowerCase())) && !meets(one),
  );
  const actions = [...whole, ...single].slice(0, MOST_ACTIONS);
  const slug = slugOf(service);
  const name = slug === '' ? 'no-other-actions' : `no-other-${slug}-actions`;
  return [
    ...(actions.length === 0 ? [] : [{ name, pattern: { actions, resources: ['*'] } }]),
    ...(/[*?]/.test(witnessed)
      ? []
      : [{ name, pattern: { actions: [witnessed], resources: ['*'] } }]),
  ];
}

function allowedActions(inner: Json): string[] {
  const { Statement } = inner as { readonly Statement: readonly Plain[] };
  return Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, NotAction }) =>
    NotAction === undefined ? textsOf(Action).map((one) => one.toLowerCase()) : ['*'],
  );
}

function otherResources(before: Plain, witness: Witness): Suggestion[] {
  const resources = [String(witness['resource'])];
  const services = distinct(
    textsOf(before['Action']).flatMap((one) =>
      one.includes(':') ? [`${one.slice(0, one.indexOf(':'))}:*`] : ['*'],
    ),
  );
  const own = textsOf(before['Action']);
  const name = 'no-other-resources';
  return [services, own]
    .filter((actions) => actions.length > 0)
    .map((actions) => ({ name, pattern: { actions: [...actions], resources } }));
}

function otherPrincipals(before: Plain, witness: Witness): Suggestion[] {
  const principals = principalsOf(witness);
  if (principals === undefined) return [];
  const actions = textsOf(before['Action']);
  const resources = textsOf(before['Resource']);
  const pattern = {
    actions: actions.length === 0 ? ['*'] : [...actions],
    resources: resources.length === 0 ? ['*'] : [...resources],
    principals,
  };
  return [{ name: 'no-other-principals', pattern }];
}

/** Requests that carry the key with a value that only the mutant takes. */
function otherValues(
  { language, policy, inner, steps }: Suggesting,
  { mutant }: Survivor,
): Suggestion[] {
  const { before, after, word: key, element } = mutant;
  const conditions = (after?.['Condition'] ?? {}) as Plain;
  const others =
    mutant.kind === 'condition-dropped' ? without(before['Condition'] ?? {}, key) : conditions;
  // Presence is asked for, so that the request which only the mutant allows shows a value.
  const present = {
    ...(others as Plain),
    Null: { ...((others as Plain)['Null'] as Plain | undefined), [key]: ['false'] },
  };
  const { Statement, ...rest } = inner as Plain & { readonly Statement: readonly Plain[] };
  const read = language.read({
    ...rest,
    Statement: Statement.map((one, index) =>
      index === element ? { ...before, Condition: present } : one,
    ),
  });
  if (!read.ok) return [];
  const proof = language.prove({ property: 'implies', policies: [read.value, policy] }, { steps });
  const context = proof.ok ? contextOf(proof.value.witness) : {};
  const [found] = Object.entries(context).filter(
    ([name]) => name.toLowerCase() === key.toLowerCase(),
  );
  if (found === undefined) return [];
  const values = [found[1]].flat();
  const actions = textsOf(before['Action']);
  const resources = textsOf(before['Resource']);
  const name = `only-by-${slugOf(key)}`;
  const pattern = (more: Plain): Plain => ({
    actions: actions.length === 0 ? ['*'] : [...actions],
    resources: resources.length === 0 ? ['*'] : [...resources],
    context: more,
  });
  return [{ name, pattern: pattern({ [key]: values }) }];
}

function without(condition: Json, key: string): Plain {
  return Object.fromEntries(
    Object.entries(condition as Readonly<Record<string, Plain>>).flatMap(([operator, keys]) => {
      const { [key]: _, ...left } = keys;
      return Object.keys(left).length === 0 ? [] : [[operator, left]];
    }),
  );
}

/** The requests that a Deny denied. */
function dropped(before: Plain): Suggestion[] {
  const { Action, Resource, Condition, Principal } = before;
  if (Action === undefined || Condition !== undefined) return [];
  const resources = textsOf(Resource);
  const pattern = {
    actions: [...textsOf(Action)],
    resources: resources.length === 0 ? ['*'] : [...resources],
    ...(Principal === undefined || Principal === '*' ? {} : { principals: Principal }),
  };
  return [{ name: 'stays-denied', pattern }];
}

/** The one request that shows it. */
function exactly({ witness }: Survivor): Suggestion {
  const principals = principalsOf(witness);
  const context = Object.entries(contextOf(witness)).map(([key, value]): [string, Json] => [
    key,
    [value].flat(),
  ]);
  const pattern = {
    actions: [String(witness['action'])],
    resources: [String(witness['resource'])],
    ...(principals === undefined ? {} : { principals }),
    ...(context.length === 0 ? {} : { context: Object.fromEntries(context) }),
  };
  return { name: 'not-this-request', pattern };
}

function contextOf(witness: Witness | undefined): Readonly<Record<string, string | string[]>> {
  return (witness?.['context'] ?? {}) as Readonly<Record<string, string | string[]>>;
}

function principalsOf({ principal }: Witness): Json | undefined {
  return principal === undefined ? undefined : (principal as Json);
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
}
