import type { Budget } from '../../engine/budget.ts';
import type { ScopedRule } from './scoped-rule.ts';
import { ALL, coversPaths, isNameless, type Paths, pathsOf, resourcesAround } from './sets.ts';

/** Verbs that cover something, by namespace; null is everywhere. */
type VerbsByPlace = Map<string | null, Set<string>>;

/** What rules give on one group and resource: on every name, and on single names. */
interface Cell {
  readonly anyName: VerbsByPlace;
  readonly byName: Map<string, VerbsByPlace>;
}

/** A set of requests on one group and resource; each text as in a rule. `name` null: every name and none. */
export interface Area {
  readonly apiGroup: string;
  readonly resource: string;
  readonly name: string | null;
  readonly namespace: string | null;
}

/**
 * What a list of rules covers. Exact: a rule's texts are single values or wildcards, and a request with a fresh value
 * under every wildcard of an area lies only in rules that have a wildcard there too, which contain the whole area. So
 * rules together cover an area only where one of them alone does.
 */
export class Coverage {
  private readonly budget: Budget;
  private readonly byResource = new Map<string, ScopedRule[]>();
  private readonly withPaths: ScopedRule[] = [];
  private readonly cells = new Map<string, Cell>();
  private readonly places = new Map<string, Set<string | null>>();

  constructor(rules: readonly ScopedRule[], budget: Budget) {
    this.budget = budget;
    for (const scoped of rules) {
      const { rule, key } = scoped.owned;
      budget.charge(1 + rule.resources.length);
      add(this.places, key, scoped.namespace);
      // A RoleBinding is never asked about a URL.
      if (rule.nonResourceURLs.length > 0 && scoped.namespace === null) this.withPaths.push(scoped);
      for (const resource of new Set(rule.resources)) {
        const known = this.byResource.get(resource);
        if (known === undefined) this.byResource.set(resource, [scoped]);
        else known.push(scoped);
      }
    }
  }

  /** Whether a rule with the same texts holds wherever this one does. */
  hasAlike({ owned, namespace }: ScopedRule): boolean {
    const places = this.places.get(owned.key);
    return places !== undefined && (places.has(null) || places.has(namespace));
  }

  /** The verbs with which some request of the area is not covered. */
  uncovered(verbs: readonly string[], area: Area): string[] {
    const cell = this.cell(area);
    this.budget.charge(1 + verbs.length);
    return verbs.filter((verb) => !this.covers(verb, area, cell));
  }

  /** The verbs that are covered on all of the area. */
  covered(area: Area): string[] {
    const cell = this.cell(area);
    const found = placesOf(cell, area.name).flatMap((places) => verbsIn(places, area.namespace));
    return [...new Set(found.flatMap((verbs) => [...verbs]))];
  }

  /** Whether all requests with this verb on these paths are covered. */
  coversPaths(verb: string, paths: Paths): boolean {
    return this.withPaths.some(({ owned: { rule } }) => {
      this.budget.charge(1 + (rule.nonResourceURLs.length >> 3));
      const hasVerb = rule.verbs.includes(ALL) || rule.verbs.includes(verb);
      return hasVerb && rule.nonResourceURLs.some((text) => isAround(text, paths));
    });
  }

  /** A text that no rule writes, in whole or in part. */
  freshText(): string {
    const written = JSON.stringify([...this.places].map(([key, places]) => [key, ...places]));
    this.budget.charge(written.length >> 6);
    for (let count = 1; ; count += 1)
      if (!written.includes(`fresh${count}`)) return `fresh${count}`;
  }

  private covers(verb: string, { resource, name, namespace }: Area, cell: Cell): boolean {
    // A request that cannot have a name is the one request whose name is empty.
    const only = name === null && isNameless(verb, resource) ? '' : name;
    return placesOf(cell, only).some((places) =>
      verbsIn(places, namespace).some((verbs) => verbs.has(verb) || verbs.has(ALL)),
    );
  }

  private cell({ apiGroup, resource }: Area): Cell {
    const key = `${apiGroup}\n${resource}`;
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    const cell: Cell = { anyName: new Map(), byName: new Map() };
    for (const text of resourcesAround(resource)) {
      for (const scoped of this.byResource.get(text) ?? []) this.fill(cell, apiGroup, scoped);
    }
    this.cells.set(key, cell);
    return cell;
  }

  private fill(cell: Cell, apiGroup: string, { owned: { rule }, namespace }: ScopedRule): void {
    this.budget.charge(1 + (rule.apiGroups.length >> 3));
    if (!(rule.apiGroups.includes(apiGroup) || rule.apiGroups.includes(ALL))) return;
    const names = rule.resourceNames;
    this.budget.charge(rule.verbs.length * Math.max(1, names.length));
    if (names.length === 0) addVerbs(cell.anyName, namespace, rule.verbs);
    for (const name of names) {
      const places = cell.byName.get(name) ?? new Map();
      cell.byName.set(name, places);
      addVerbs(places, namespace, rule.verbs);
    }
  }
}

function isAround(text: string, paths: Paths): boolean {
  const outer = pathsOf(text);
  return outer !== null && coversPaths(outer, paths);
}

function placesOf({ anyName, byName }: Cell, name: string | null): VerbsByPlace[] {
  const named = name === null ? undefined : byName.get(name);
  return named === undefined ? [anyName] : [anyName, named];
}

/** What holds in a namespace: what holds everywhere, and what holds there. */
function verbsIn(places: VerbsByPlace, namespace: string | null): Set<string>[] {
  const found = namespace === null ? [places.get(null)] : [places.get(null), places.get(namespace)];
  return found.filter((set) => set !== undefined);
}

function addVerbs(places: VerbsByPlace, namespace: string | null, verbs: readonly string[]): void {
  const set = places.get(namespace) ?? new Set();
  places.set(namespace, set);
  for (const verb of verbs) set.add(verb);
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}
