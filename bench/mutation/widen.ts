import { hashOf } from './changes.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A widening of this bench's own making, so that the analysis is not measured against its own mutants. */
export interface Widened {
  readonly kind: string;
  readonly member: unknown;
}

/** One mutant of each kind that fits, at an element chosen by a hash of the name. */
export function widenedOf(name: string, language: string, canonicalText: string): Widened[] {
  const { policy }: { readonly policy: unknown } = JSON.parse(canonicalText);
  const kinds = language === 'aws-iam' ? AWS : RBAC;
  return kinds.flatMap(([kind, widen]) => {
    const member = atOneElement(`${name} ${kind}`, policy, widen);
    return member === null ? [] : [{ kind, member }];
  });
}

/** Makes the element wider; null: it has nothing of the kind; `gone` drops it. */
type Widen = (element: Plain) => Plain | 'gone' | null;

function atOneElement(seed: string, policy: unknown, widen: Widen): unknown {
  const isList = Array.isArray(policy);
  const elements: readonly Plain[] = isList ? policy : ((policy as Plain)['Statement'] as Plain[]);
  const fitting = elements
    .map(widen)
    .flatMap((made, index) => (made === null ? [] : [{ made, index }]));
  const pick = Number.parseInt(hashOf(seed).slice(0, 8), 16) % Math.max(1, fitting.length);
  const chosen = fitting[pick];
  if (chosen === undefined) return null;
  const changed = elements.flatMap((one, index) => {
    if (index !== chosen.index) return [one];
    return chosen.made === 'gone' ? [] : [chosen.made];
  });
  if (changed.length === 0) return null;
  return isList ? changed : { ...(policy as Plain), Statement: changed };
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

function isAllow({ Effect }: Plain): boolean {
  return Effect === 'Allow';
}

const AWS: readonly (readonly [string, Widen])[] = [
  [
    'verb',
    (one) => {
      const [first] = list(one['Action']).filter((action) =>
        /^[^*?]+:[A-Z][a-z]+[A-Z]/.test(action),
      );
      const wide = first?.replace(/^([^:]+:[A-Z][a-z]+).*$/, '$1*');
      return isAllow(one) && wide !== undefined
        ? { ...one, Action: [...list(one['Action']), wide] }
        : null;
    },
  ],
  [
    'service',
    (one) => {
      const [first] = list(one['Action']).filter(
        (action) => /^[^:*?]+:./.test(action) && !action.endsWith(':*'),
      );
      const wide = first?.replace(/:.*$/, ':*');
      return isAllow(one) && wide !== undefined
        ? { ...one, Action: [...list(one['Action']), wide] }
        : null;
    },
  ],
  [
    'every-action',
    (one) =>
      isAllow(one) && !list(one['Action']).includes('*')
        ? without(one, 'NotAction', { Action: ['*'] })
        : null,
  ],
  [
    'parent-resource',
    (one) => {
      const [first] = list(one['Resource']).filter(
        (text) => /^arn:.*:.*\/./.test(text) && !text.includes('${'),
      );
      const wide = first?.replace(/[^/]*$/, '*');
      return isAllow(one) && wide !== undefined && wide !== first
        ? { ...one, Resource: [...list(one['Resource']), wide] }
        : null;
    },
  ],
  [
    'every-resource',
    (one) => {
      const resources = list(one['Resource']);
      return isAllow(one) && resources.length > 0 && !resources.includes('*')
        ? { ...one, Resource: ['*'] }
        : null;
    },
  ],
  [
    'condition',
    (one) => (isAllow(one) && one['Condition'] !== undefined ? without(one, 'Condition') : null),
  ],
  [
    'principal',
    (one) =>
      isAllow(one) && one['Principal'] !== undefined && one['Principal'] !== '*'
        ? { ...one, Principal: '*' }
        : null,
  ],
  ['deny', (one) => (isAllow(one) ? null : 'gone')],
];

function without(one: Plain, name: string, more: Plain = {}): Plain {
  const { [name]: _, ...rest } = one;
  return { ...rest, ...more };
}

function inRule(word: string, change: (rule: Plain) => Plain): Widen {
  return (object) => {
    const rules = object['rules'];
    if (!Array.isArray(rules)) return null;
    const at = rules.findIndex(
      (rule: Plain) => list(rule[word]).length > 0 && !list(rule[word]).includes('*'),
    );
    if (at < 0) return null;
    return {
      ...object,
      rules: rules.map((rule: Plain, index) => (index === at ? change(rule) : rule)),
    };
  };
}

const RBAC: readonly (readonly [string, Widen])[] = [
  ['verbs', inRule('verbs', (rule) => ({ ...rule, verbs: ['*'] }))],
  ['resources', inRule('resources', (rule) => ({ ...rule, resources: ['*'] }))],
  ['names', inRule('resourceNames', (rule) => without(rule, 'resourceNames'))],
  [
    'more-resources',
    inRule('resources', (rule) => ({
      ...rule,
      apiGroups: [...list(rule['apiGroups']), ''],
      resources: [...list(rule['resources']), 'secrets'],
    })),
  ],
  [
    'subjects',
    (object) => {
      const { subjects } = object;
      const group = {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Group',
        name: 'system:authenticated',
      };
      return Array.isArray(subjects) ? { ...object, subjects: [...subjects, group] } : null;
    },
  ],
];
