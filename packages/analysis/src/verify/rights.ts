import type { AwsSubject, Statement } from '../aws-iam/model.ts';
import { actionsMatching } from '../aws-iam/service-table/service-table.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import { isRole, type RbacPolicy, type Rule } from '../kubernetes-rbac/model.ts';
import type { Origin } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';

/** Names one entry lists; the rest is counted. */
export const MOST_ACTIONS_NAMED = 20;

/** The rights that one element of the canonical policy gives, each as a key. */
export interface Right {
  readonly origin: number;
  readonly keys: readonly string[];
  readonly nameOf: (key: string) => string;
}

/** All rights of a policy, and which of them a request used that an origin allowed. */
export interface Rights {
  readonly all: readonly Right[];
  /** `ORIGIN KEY` of what the request used. */
  keysUsed(
    origin: number,
    at: Partial<Origin>,
    request: Readonly<Record<string, unknown>>,
  ): readonly string[];
}

/** The rights of a policy, counted by what its language names: actions, verbs on resources, permissions and scopes. */
export function rightsOf(language: LanguageName, policy: unknown): Rights {
  switch (language) {
    case 'aws-iam':
      return awsRights(policy as AwsSubject);
    case 'kubernetes-rbac':
      return rbacRights(policy as RbacPolicy);
    case 'grants':
      return grantsRights(policy as GrantsPolicy);
    default:
      return language satisfies never;
  }
}

function awsRights(subject: AwsSubject): Rights {
  const [policy] = isStack(subject) ? [] : subject;
  const statements = policy?.document.Statement ?? [];
  const all = statements.flatMap((statement, origin): Right[] => {
    if (statement.Effect === 'Deny') return [];
    const names = new Map(actionsOf(statement).map((one) => [one.toLowerCase(), one]));
    return [{ origin, keys: [...names.keys()], nameOf: (key) => names.get(key) ?? key }];
  });
  return {
    all,
    keysUsed: (origin, _, { action }) => [`${origin} ${String(action).toLowerCase()}`],
  };
}

/** Actions AWS documents; what is in no table counts as the name it is. */
function actionsOf({ Action, NotAction }: Statement): string[] {
  if (NotAction !== undefined) {
    const left = new Set(NotAction.flatMap(actionsMatching));
    return actionsMatching('*').filter((one) => !left.has(one));
  }
  return (Action ?? []).flatMap((pattern) => {
    const known = actionsMatching(pattern);
    return known.length > 0 ? [...known] : [pattern];
  });
}

function rbacRights({ objects }: RbacPolicy): Rights {
  const all = objects.flatMap((object, origin): Right[] => {
    if (!isRole(object)) return [];
    const keys = object.rules.flatMap((rule, index) => keysOf(rule, index));
    return [{ origin, keys, nameOf: (key) => key.slice(key.indexOf(' ') + 1) }];
  });
  const ruleAt = (origin: number, index: number): Rule | undefined => {
    const object = objects[origin];
    return object !== undefined && isRole(object) ? object.rules[index] : undefined;
  };
  return {
    all,
    keysUsed: (origin, { statement }, request) => {
      const rule = statement === undefined ? undefined : ruleAt(origin, statement);
      if (rule === undefined || statement === undefined) return [];
      return usedOf(rule, request).map((one) => `${origin} ${statement} ${one}`);
    },
  };
}

function keysOf({ verbs, resources, apiGroups, nonResourceURLs }: Rule, index: number): string[] {
  const things = [
    ...apiGroups.flatMap((group) => resources.map((one) => thing(group, one))),
    ...nonResourceURLs,
  ];
  return verbs.flatMap((verb) => things.map((one) => `${index} ${verb} ${one}`));
}

function thing(group: string, resource: string): string {
  return group === '' ? resource : `${group}/${resource}`;
}

/** The verbs and things of the rule that the request is an instance of. */
function usedOf(
  { verbs, resources, apiGroups, nonResourceURLs }: Rule,
  request: Readonly<Record<string, unknown>>,
): string[] {
  const { verb, path } = request;
  const group = String(request['apiGroup'] ?? '');
  const sub = String(request['subresource'] ?? '');
  const base = String(request['resource'] ?? '');
  const resource = sub === '' ? base : `${base}/${sub}`;
  const fits = (text: string): boolean =>
    text === '*' ||
    text === resource ||
    (text.startsWith('*/') && resource.endsWith(text.slice(1)));
  const own = verbs.filter((one) => one === '*' || one === verb);
  const things =
    typeof path === 'string'
      ? nonResourceURLs.filter((one) => isPathOf(one, path))
      : apiGroups
          .filter((one) => one === '*' || one === group)
          .flatMap((one) => resources.filter(fits).map((text) => thing(one, text)));
  return own.flatMap((one) => things.map((text) => `${one} ${text}`));
}

function isPathOf(text: string, path: string): boolean {
  return text.endsWith('*') ? path.startsWith(text.replace(/\*+$/, '')) : text === path;
}

function grantsRights({ grants }: GrantsPolicy): Rights {
  const all = grants.map((grant, origin): Right => {
    const keys =
      grant.kind === 'github-app' ? grant.permissions.map(({ name }) => name) : grant.scopes;
    return { origin, keys, nameOf: (key) => key };
  });
  return {
    all,
    keysUsed: (origin, _, request) => [
      `${origin} ${String(request['permission'] ?? request['scope'] ?? request['action'])}`,
    ],
  };
}
