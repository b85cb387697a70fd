import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { patternsMeet } from '../aws-iam/service-table/patterns-meet.ts';
import { actionsMatching } from '../aws-iam/service-table/service-table.ts';
import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import { byKey, oppositeOf } from './aws-condition-words.ts';
import { distinct, type Plain, textsOf } from './mutant.ts';
import type { Suggesting, Suggestion, Survivor } from './suggestion.ts';

/** Denials that may catch a widened AWS policy, the most general first. */
export function awsSuggestions(from: Suggesting, survivor: Survivor): Suggestion[] {
  return [...ofElement(from, survivor), exactly(survivor)];
}

/** What a statement left out by name. */
function leftOut({ Action, NotAction, Resource, NotResource }: Plain): Suggestion[] {
  const actions = textsOf(NotAction ?? Action ?? '*');
  const resources = textsOf(NotAction === undefined ? (NotResource ?? '*') : (Resource ?? '*'));
  const pattern = { actions: [...actions], resources: [...resources] };
  return [{ name: 'stays-left-out', pattern }];
}

function ofElement(from: Suggesting, survivor: Survivor): Suggestion[] {
  const { mutant, witness } = survivor;
  const { before, word, kind } = mutant;
  if (kind === 'deny-dropped') return dropped(survivor);
  switch (word) {
    case 'NotAction':
    case 'NotResource':
      return leftOut(before);
    case 'Action':
      return [...allOtherActions(from), ...otherActions(from, String(witness['action']))];
    case 'Resource':
      return [...allOtherResources(from, before), ...otherResources(before, witness)];
    case 'Principal':
      return otherPrincipals(before, witness);
    default:
      return otherValues(from, survivor);
  }
}

/** Texts that a denial of everything else lists; more of them nobody reads. */
const MOST_LEFT_OUT = 120;

/** Every action but those that some statement allows. */
function allOtherActions({ inner }: Suggesting): Suggestion[] {
  const statements = allowing(inner);
  const notActions = distinct(statements.flatMap(({ Action }) => textsOf(Action)));
  const isWhole = statements.some(({ NotAction }) => NotAction !== undefined);
  if (isWhole || notActions.length > MOST_LEFT_OUT) return [];
  return [{ name: 'no-other-actions', pattern: { notActions, resources: ['*'] } }];
}

/** The actions of a statement on every resource but those of the statements that allow one of them. */
function allOtherResources({ inner }: Suggesting, before: Plain): Suggestion[] {
  const actions = textsOf(before['Action']);
  const sharing = allowing(inner).filter(({ Action, NotAction }) => {
    const theirs = NotAction === undefined ? textsOf(Action) : ['*'];
    return theirs.some((one) =>
      actions.some((own) => patternsMeet(one.toLowerCase(), own.toLowerCase())),
    );
  });
  const notResources = distinct(sharing.flatMap(({ Resource }) => textsOf(Resource)));
  const isOpen = notResources.includes('*') || notResources.some((one) => one.includes('${'));
  if (isOpen || actions.length === 0 || notResources.length > MOST_LEFT_OUT) return [];
  return [{ name: 'no-other-resources', pattern: { actions: [...actions], notResources } }];
}

function allowing(inner: Json): readonly Plain[] {
  const { Statement } = inner as { readonly Statement: readonly Plain[] };
  return Statement.filter(({ Effect }) => Effect === 'Allow');
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
  return allowing(inner).flatMap(({ Action, NotAction }) =>
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

/** Requests that do not meet the condition on the key: all of them where the opposite can be said, else by a value. */
function otherValues(from: Suggesting, { mutant, policy }: Survivor): Suggestion[] {
  const { before, word: key } = mutant;
  const actions = textsOf(before['Action']);
  const resources = textsOf(before['Resource']);
  const name = `only-by-${slugOf(key)}`;
  const suggestion = (values: Json): Suggestion => ({
    name,
    pattern: {
      actions: actions.length === 0 ? ['*'] : [...actions],
      resources: resources.length === 0 ? ['*'] : [...resources],
      context: { [key]: values },
    },
  });
  const opposite = oppositeOf(before['Condition'] ?? {}, key);
  const values = valuesAllowed(from, policy, key);
  return [
    ...(opposite === null ? [] : [suggestion(opposite)]),
    ...(values === null ? [] : [suggestion(values)]),
  ];
}

/** The requests that a Deny denied. */
function dropped({ mutant }: Survivor): Suggestion[] {
  const { Action, NotAction, Resource, NotResource, Condition, Principal } = mutant.before;
  const actions = textsOf(Action ?? '*');
  const resources = textsOf(Resource ?? '*');
  const pattern: Plain = {
    ...(NotAction === undefined ? { actions: [...actions] } : { notActions: NotAction }),
    ...(NotResource === undefined ? { resources: [...resources] } : { notResources: NotResource }),
    ...(Principal === undefined || Principal === '*' ? {} : { principals: Principal }),
    ...(Condition === undefined ? {} : { context: byKey(Condition) }),
  };
  return [{ name: 'stays-denied', pattern }];
}

/** Values of a key with which a mutant allows what the candidate does not, on a request that carries the key. */
function valuesAllowed(
  { language, policy: own, steps }: Suggesting,
  mutant: unknown,
  key: string,
): string[] | null {
  const present = language.read({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Null: { [key]: 'true' } } },
    ],
  });
  if (!present.ok) return null;
  const both = [...(mutant as readonly unknown[]), ...(present.value as readonly unknown[])];
  const proof = language.prove({ property: 'implies', policies: [both, own] }, { steps });
  const context = proof.ok ? contextOf(proof.value.witness) : {};
  const [found] = Object.entries(context).filter(
    ([name]) => name.toLowerCase() === key.toLowerCase(),
  );
  return found === undefined ? null : [found[1]].flat();
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
