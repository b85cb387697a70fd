import type { Witness } from '../../questions/answer.ts';
import type { Requests } from '../sets/ask.ts';
import { type Atom, actionOf, type Subject } from '../sets/atom.ts';
import type { Cell } from '../sets/cell.ts';
import { type RequestPattern, unused } from './pattern.ts';

/** Names of the policies of a question as they are written, by what the question calls them. */
export class Names {
  readonly #written = new Map<string, string>();
  readonly #owners = new Set<string>();

  constructor(sets: readonly Requests[]) {
    for (const one of sets) {
      if ('pattern' in one) this.#addPattern(one.pattern);
      else for (const grant of one.policy.grants) this.#addGrant(grant);
    }
  }

  written(name: string): string {
    return this.#written.get(name) ?? name;
  }

  /** A repository of the owner that nobody names. */
  repositoryOf(owner: string): string {
    const taken = new Set(
      [...this.#written.keys()]
        .filter((name) => name.startsWith(`${owner}/`))
        .map((name) => name.slice(owner.length + 1)),
    );
    return `${this.written(owner)}/${unused('another-repository', taken)}`;
  }

  /** An account that nobody names. */
  account(): string {
    return unused('another-account', this.#owners);
  }

  /** A resource that nobody names; none where none is named, since then it does not matter. */
  other(name: string): string | null {
    return this.#written.size === 0 ? null : unused(name, new Set(this.#written.keys()));
  }

  #addPattern({ resources, notResources }: RequestPattern): void {
    for (const name of [...(resources ?? []), ...(notResources ?? [])]) this.#add(name);
  }

  #addGrant(grant: Extract<Requests, { policy: unknown }>['policy']['grants'][number]): void {
    if (grant.kind === 'github-app') {
      if (grant.account !== null) this.#add(grant.account);
      if (grant.repositories !== 'all') for (const name of grant.repositories) this.#add(name);
    } else if (grant.resources !== 'all') {
      for (const name of grant.resources) this.#written.set(name, name);
    }
  }

  #add(name: string): void {
    const folded = name.toLowerCase();
    const owner = folded.split('/')[0] ?? '';
    if (!this.#written.has(folded)) this.#written.set(folded, name);
    if (!this.#written.has(owner)) this.#written.set(owner, name.split('/')[0] ?? '');
    this.#owners.add(owner);
  }
}

/** One concrete request of a right on a cell, in the words of its kind. */
export function witnessOf(subject: Subject, atom: Atom, cell: Cell, names: Names): Witness {
  switch (subject.kind) {
    case 'github-app':
      return {
        app: subject.name,
        permission: atom.name,
        level: atom.level,
        ...gitHubResource(atom, cell, names),
        ...(atom.path === null ? {} : { path: atom.path }),
      };
    case 'oauth':
      return {
        client: subject.name,
        ...(subject.provider === null ? {} : { provider: subject.provider }),
        scope: atom.name,
        ...optional('audience', scopedResource(cell, names, 'another-audience')),
      };
    case 'api-key':
      return {
        key: subject.name,
        ...(subject.provider === null ? {} : { provider: subject.provider }),
        scope: atom.name,
        ...optional('resource', scopedResource(cell, names, 'another-resource')),
      };
    case 'any':
      return {
        ...optional('subject', subject.name),
        action: actionOf(atom),
        ...optional('resource', scopedResource(cell, names, 'another-resource')),
      };
    default:
      return subject.kind satisfies never;
  }
}

function optional(name: string, value: string | null): Record<string, string> {
  return value === null ? {} : { [name]: value };
}

function gitHubResource({ of }: Atom, cell: Cell, names: Names): Record<string, string> {
  if (of === 'repository') return { repository: repositoryIn(cell, names) };
  if (of !== 'organization') return {};
  return { organization: cell.kind === 'name' ? names.written(cell.name) : names.account() };
}

function repositoryIn(cell: Cell, names: Names): string {
  if (cell.kind === 'name') return names.written(cell.name);
  return names.repositoryOf(cell.kind === 'others-of' ? cell.owner : names.account());
}

function scopedResource(cell: Cell, names: Names, other: string): string | null {
  return cell.kind === 'name' ? cell.name : names.other(other);
}
