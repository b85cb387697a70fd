import {
  actionGlob,
  type ColonRule,
  type GlobChar,
  globMatches,
  resourceGlob,
  withoutCase,
} from './glob.ts';
import type { Lookup } from './variables.ts';

/** A pattern of `Action` or `Resource`, read once. */
export interface Pattern {
  readonly text: string;
  /** What every match starts with; for an action in lower case. */
  readonly prefix: string;
  /** Neither wildcard nor variable. */
  readonly isPlain: boolean;
  readonly hasVariables: boolean;
  /** Globs of earlier calls, by the rule for colons; an action has one. */
  readonly globs: Map<ColonRule, readonly GlobChar[]>;
}

/** Reads an action pattern. */
export function readActionPattern(text: string): Pattern {
  return readPattern(withoutCase(text), text, false);
}

/** Reads a resource pattern; variables only count in a policy of version 2012-10-17. */
export function readResourcePattern(text: string, isModern: boolean): Pattern {
  return readPattern(text, text, isModern);
}

/** Whether an action matches; `action` in lower case. */
export function matchesAction(pattern: Pattern, action: string): boolean {
  if (pattern.isPlain) return pattern.prefix === action;
  if (!action.startsWith(pattern.prefix)) return false;
  return globMatches(kept(pattern, 'crosses', () => actionGlob(pattern.text)) ?? [], action);
}

/** Whether a resource matches under a rule for colons; a variable without a value matches nothing. */
export function matchesResource(
  pattern: Pattern,
  resource: string,
  rule: ColonRule,
  lookup: Lookup,
): boolean {
  if (!resource.startsWith(pattern.prefix)) return false;
  const glob = pattern.hasVariables
    ? resourceGlob(pattern.text, rule, lookup)
    : kept(pattern, rule, () => resourceGlob(pattern.text, rule, null));
  return glob !== undefined && globMatches(glob, resource);
}

function readPattern(matched: string, text: string, mayHaveVariables: boolean): Pattern {
  const hasVariables = mayHaveVariables && text.includes('${');
  const special = matched.search(hasVariables ? /[*?]|\$\{/ : /[*?]/);
  const prefix = special < 0 ? matched : matched.slice(0, special);
  return { text, prefix, isPlain: special < 0, hasVariables, globs: new Map() };
}

function kept(
  { globs }: Pattern,
  rule: ColonRule,
  make: () => readonly GlobChar[] | undefined,
): readonly GlobChar[] | undefined {
  const known = globs.get(rule);
  if (known !== undefined) return known;
  const glob = make();
  if (glob !== undefined) globs.set(rule, glob);
  return glob;
}
