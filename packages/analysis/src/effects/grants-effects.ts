import { GITHUB_SCOPE_NAMES } from '../grants/facts/github-scopes.ts';
import type { Grant, GrantsPolicy } from '../grants/model.ts';
import type { Class, DiffResult } from '../questions/answer.ts';
import { type Effect, type EffectCode, effect } from './effect.ts';
import { isStopped } from './gains.ts';
import { rightEffect } from './grants-rights.ts';
import { sentence } from './words.ts';

/** A change of grants, as read. */
export interface GrantsChange {
  readonly from: GrantsPolicy | null;
  readonly to: GrantsPolicy;
  readonly diff: DiffResult;
}

/** What a change of grants does. */
export function grantsEffects({ from, to, diff }: GrantsChange): readonly Effect[] {
  if (diff.allowed === 'none') return [];
  const open = diff.possible.filter(({ direction }) => direction === 'allowed');
  const gained = isStopped(diff)
    ? to.grants.map((grant) => ({ grant, rights: rightsOf(grant) }))
    : [...diff.newlyAllowed, ...open].flatMap((one) => gainedBy(one, to));
  return [...rightEffects(gained), ...scopeEffects(gained, from), ...subjectEffects(gained, from)];
}

interface Gained {
  readonly grant: Grant;
  readonly rights: readonly string[];
}

/** The grants that give a class, each with the rights of it. */
function gainedBy({ actions, to: origins }: Class, to: GrantsPolicy): readonly Gained[] {
  return origins.flatMap(({ statement }) => {
    const grant = to.grants[statement];
    return grant === undefined ? [] : [{ grant, rights: actions }];
  });
}

function rightsOf(grant: Grant): readonly string[] {
  return grant.kind === 'github-app'
    ? grant.permissions.map(({ name, level }) => `${name}:${level}`)
    : grant.scopes;
}

function rightEffects(gained: readonly Gained[]): readonly Effect[] {
  const byCode = new Map<
    EffectCode,
    { readonly rights: string[]; readonly because: Set<string> }
  >();
  for (const { grant, rights } of gained) {
    for (const right of rights) {
      const { code, because } = rightEffect(right, tableOf(grant, right));
      const noted = byCode.get(code) ?? { rights: [], because: new Set<string>() };
      noted.rights.push(right);
      if (because !== null) noted.because.add(`${right} ${because}`);
      byCode.set(code, noted);
    }
  }
  return [...byCode].map(([code, { rights, because }]) => {
    const why = because.size === 0 ? '' : `; ${[...because].toSorted().slice(0, 3).join('; ')}`;
    return effect(code, `${sentence('newly granted', rights)}${why}`, rights);
  });
}

/** Whose table the right stands in; `words` where nobody publishes one, so that its own words are all there is. */
function tableOf(grant: Grant, right: string): 'app' | 'scope' | 'unknown' | 'words' {
  if (grant.kind === 'github-app') {
    const name = right.split(':')[0];
    return grant.permissions.find((one) => one.name === name)?.known === false ? 'unknown' : 'app';
  }
  if (grant.provider !== 'github') return 'words';
  return GITHUB_SCOPE_NAMES.includes(right) ? 'scope' : 'unknown';
}

/** Rights that the same subject had before, on other resources. */
function scopeEffects(gained: readonly Gained[], from: GrantsPolicy | null): readonly Effect[] {
  const held = new Set(
    (from?.grants ?? []).flatMap((grant) =>
      rightsOf(grant).map((one) => `${subjectOf(grant)} ${one}`),
    ),
  );
  const widened = gained.flatMap(({ grant, rights }) =>
    rights.filter((right) => held.has(`${subjectOf(grant)} ${right}`)),
  );
  if (widened.length === 0) return [];
  return [effect('SCOPE_WIDENED', sentence('is granted on more than before', widened), widened)];
}

function subjectEffects(gained: readonly Gained[], from: GrantsPolicy | null): readonly Effect[] {
  if (from === null || from.grants.length === 0) return [];
  const known = new Set(from.grants.map(subjectOf));
  const added = gained.filter(({ grant }) => !known.has(subjectOf(grant)));
  if (added.length === 0) return [];
  const names = added.map(({ grant }) => grant.subject);
  return [
    effect(
      'TRUST_WIDENED',
      sentence('is granted something for the first time', names),
      added.flatMap(({ rights }) => rights),
    ),
  ];
}

function subjectOf(grant: Grant): string {
  const provider = grant.kind === 'github-app' ? null : grant.provider;
  return JSON.stringify([grant.kind, provider, grant.subject]);
}
