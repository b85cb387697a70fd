// The second opinion on Kubernetes RBAC rules: equalities of strings, and prefixes of paths.
import { type GlobPart, globMatches } from './glob-smt.ts';
import { and, not, or, type SmtQuestion } from './smt-text.ts';
import { type Scope, Subjects } from './subjects.ts';

/** A rule of a Role or ClusterRole as written; a missing list is empty. */
export interface RbacRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const IS_RESOURCE = 'is_resource';
/** Requests of these verbs name no object, unless they are for a subresource. */
const NAMELESS = ['create', 'deletecollection'];

/**
 * Is there a request, for a resource or a path, that the rules of `to` allow and those of `from` do not, as if both were
 * bound cluster-wide for the same subject. In scope `likely` unsatisfiable says nothing.
 */
export function rbacQuestion(
  from: readonly RbacRule[],
  to: readonly RbacRule[],
  scope: Scope = 'all',
): SmtQuestion {
  const subjects = new Subjects(scope);
  const formulas = (): string[] => [
    isPossible(subjects),
    or(to.map((rule) => allows(rule, subjects))),
    not(or(from.map((rule) => allows(rule, subjects)))),
  ];
  // The first pass tells which strings each part of a request is compared with.
  formulas();
  subjects.settle();
  const asserted = formulas().map((formula) => `(assert ${formula})`);
  const lines = [`(declare-const ${IS_RESOURCE} Bool)`, ...subjects.declarations(), ...asserted];
  return {
    text: `${lines.join('\n')}\n`,
    assertions: lines.filter((line) => line.startsWith('(assert')).length,
    constants: lines.flatMap((line) => /^\(declare-const (\S+)/.exec(line)?.[1] ?? []),
  };
}

/** A path starts with a slash; a request for a top-level object yet to be made, or for all of them, has no name. */
function isPossible(subjects: Subjects): string {
  const isNameless = or(NAMELESS.map((verb) => is('verb', verb, subjects)));
  const isTopLevel = is('subresource', '', subjects);
  return and([
    or([IS_RESOURCE, pathMatches('/*', subjects)]),
    or([not(isNameless), not(isTopLevel), is('name', '', subjects)]),
  ]);
}

function allows(rule: RbacRule, subjects: Subjects): string {
  const verb = oneOf('verb', rule.verbs ?? [], subjects);
  const names = rule.resourceNames ?? [];
  const resource = and([
    IS_RESOURCE,
    verb,
    oneOf('api_group', rule.apiGroups ?? [], subjects),
    or((rule.resources ?? []).map((written) => resourceMatches(written, subjects))),
    names.length === 0 ? 'true' : or(names.map((name) => is('name', name, subjects))),
  ]);
  const paths = (rule.nonResourceURLs ?? []).map((written) => pathMatches(written, subjects));
  return or([resource, and([not(IS_RESOURCE), verb, or(paths)])]);
}

function oneOf(subject: string, written: readonly string[], subjects: Subjects): string {
  return or(written.map((text) => (text === '*' ? 'true' : is(subject, text, subjects))));
}

/** `*` is every resource with its subresources, `pods` has none of them, `*` before a slash is any resource. */
function resourceMatches(written: string, subjects: Subjects): string {
  if (written === '*') return 'true';
  const slash = written.indexOf('/');
  const base = slash < 0 ? written : written.slice(0, slash);
  const subresource = slash < 0 ? '' : written.slice(slash + 1);
  // No request has a subresource of this name: `pods/*` matches nothing.
  if (subresource === '*') return 'false';
  return and([
    slash >= 0 && base === '*' ? 'true' : is('resource', base, subjects),
    is('subresource', subresource, subjects),
  ]);
}

/** Only a star at the end is a wildcard. */
function pathMatches(written: string, subjects: Subjects): string {
  if (!written.endsWith('*')) return is('path', written, subjects);
  const head: GlobPart = { kind: 'text', text: written.slice(0, -1) };
  return globMatches([head, { kind: 'many', isFree: true }], 'path', subjects);
}

function is(subject: string, text: string, subjects: Subjects): string {
  return globMatches([{ kind: 'text', text }], subject, subjects);
}
