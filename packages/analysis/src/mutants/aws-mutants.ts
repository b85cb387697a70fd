import type { Json } from '../canonical/jcs.ts';
import { conditionWidenings } from './aws-condition-mutants.ts';
import { distinct, type Mutant, mutantsIn, type Plain, textsOf, type Widening } from './mutant.ts';

/** Widened AWS policies, from the inner policy of the canonical text. */
export function awsMutants(policy: Json): Mutant[] {
  const { Statement, ...rest } = policy as Plain & { readonly Statement: readonly Plain[] };
  return mutantsIn(Statement, widenings, (statements) => ({ ...rest, Statement: [...statements] }));
}

function widenings(statement: Plain, index: number): Widening[] {
  const named = `statement ${index + 1}`;
  if (statement['Effect'] === 'Deny') {
    const what = `the Deny of ${named} dropped`;
    return [{ kind: 'deny-dropped', word: 'Effect', what, after: null }];
  }
  return [
    ...actionWidenings(statement, named),
    ...resourceWidenings(statement, named),
    ...principalWidenings(statement, named),
    ...conditionWidenings(statement, named),
  ];
}

/** Texts of one element that are widened one by one; more of the same kind show nothing new. */
const MOST_TEXTS = 6;

function actionWidenings(statement: Plain, named: string): Widening[] {
  const { NotAction, ...rest } = statement;
  if (NotAction !== undefined) {
    const after = { ...rest, Action: ['*'] };
    const what = `${named} with every action instead of all but some`;
    return [{ kind: 'any-action', word: 'NotAction', what, after }];
  }
  const actions = textsOf(statement['Action']);
  const wider = (kind: 'wider-action' | 'any-action', pattern: string): Widening => ({
    kind,
    word: 'Action',
    what: `${named} with \`${pattern}\``,
    after: { ...statement, Action: distinct([...actions, pattern]) },
  });
  const named2 = actions.filter((one) => one.includes(':'));
  const verbs = distinct(named2.flatMap((one) => verbPattern(one) ?? []));
  const services = distinct(named2.map((one) => `${one.slice(0, one.indexOf(':'))}:*`));
  const isNew = (pattern: string): boolean => !actions.includes(pattern);
  return [
    ...verbs
      .filter(isNew)
      .slice(0, MOST_TEXTS)
      .map((one) => wider('wider-action', one)),
    ...services
      .filter(isNew)
      .slice(0, MOST_TEXTS)
      .map((one) => wider('any-action', one)),
  ];
}

/** `s3:GetObject` as `s3:Get*`; nothing where there is no verb to keep. */
function verbPattern(action: string): string | undefined {
  const [, service, verb] = /^([^:*?]+):([A-Z]?[a-z0-9]+)/.exec(action) ?? [];
  return service === undefined ? undefined : `${service}:${verb}*`;
}

function resourceWidenings(statement: Plain, named: string): Widening[] {
  const { NotResource, ...rest } = statement;
  if (NotResource !== undefined) {
    const after = { ...rest, Resource: ['*'] };
    const what = `${named} on every resource instead of all but some`;
    return [{ kind: 'any-resource', word: 'NotResource', what, after }];
  }
  const resources = textsOf(statement['Resource']);
  if (resources.length === 0 || resources.includes('*')) return [];
  const wider = (kind: 'wider-resource' | 'any-resource', pattern: string): Widening => ({
    kind,
    word: 'Resource',
    what: `${named} on \`${pattern}\``,
    after: { ...statement, Resource: distinct([...resources, pattern]) },
  });
  const near = distinct(resources.flatMap(widerResources)).filter(
    (one) => !resources.includes(one),
  );
  return [
    ...near.slice(0, MOST_TEXTS).map((one) => wider('wider-resource', one)),
    wider('any-resource', '*'),
  ];
}

/** The parent of what a pattern names, and the names that only begin alike. */
function widerResources(resource: string): string[] {
  const fields = resource.split(':');
  if (fields.length < 6 || resource.includes('${')) return [];
  const head = fields.slice(0, 5).join(':');
  const name = fields.slice(5).join(':');
  const bare = name.replace(/[/:]?\*+$/, '');
  const cut = Math.max(bare.lastIndexOf('/'), bare.lastIndexOf(':'));
  const parent = cut < 0 ? '*' : `${bare.slice(0, cut + 1)}*`;
  return [
    ...(bare === '' ? [] : [`${head}:${bare}*`]),
    ...(name === '*' ? [] : [`${head}:${parent}`]),
  ];
}

const ACCOUNT_OF = /^arn:([^:]*):(?:iam|sts)::(\d{12}):(?!root$)/;

function principalWidenings(statement: Plain, named: string): Widening[] {
  const principal = statement['Principal'];
  if (principal === undefined || principal === '*') return [];
  const kinds = principal as Plain;
  const names = textsOf(kinds['AWS']);
  const accounts = distinct(
    names.flatMap((one) => {
      const [, partition, account] = ACCOUNT_OF.exec(one) ?? [];
      return account === undefined ? [] : [`arn:${partition}:iam::${account}:root`];
    }),
  );
  return [
    ...accounts.slice(0, MOST_TEXTS).map(
      (one): Widening => ({
        kind: 'wider-principal',
        word: 'Principal',
        what: `${named} for the whole account \`${one}\``,
        after: { ...statement, Principal: { ...kinds, AWS: distinct([...names, one]) } },
      }),
    ),
    {
      kind: 'any-principal',
      word: 'Principal',
      what: `${named} for everybody`,
      after: { ...statement, Principal: '*' },
    },
  ];
}
