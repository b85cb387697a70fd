import { isKeyOf } from './condition-keys.ts';
import {
  type AccessLevel,
  type ActionEntry,
  type ResourceEntry,
  type Service,
  serviceTable,
} from './decode.ts';
import { matchesText } from './matches-text.ts';

/** An action whatever its case, or nothing where the table does not have it. */
export function actionEntry(action: string): ActionEntry | undefined {
  const folded = action.toLowerCase();
  const colon = folded.indexOf(':');
  return serviceTable()
    .service(folded.slice(0, colon))
    ?.action(folded.slice(colon + 1));
}

/** The real actions that an `Action` pattern (`*`, `?`, any case) matches, as AWS spells them, service by service. */
export function actionsMatching(pattern: string): readonly string[] {
  const folded = pattern.toLowerCase();
  if (!/[*?]/.test(folded)) {
    const entry = actionEntry(folded);
    return entry === undefined ? [] : [entry.action];
  }
  return servicesOf(folded).flatMap((service) => matching(service, folded));
}

function servicesOf(pattern: string): Service[] {
  const named = pattern.slice(0, pattern.indexOf(':'));
  const table = serviceTable();
  const isNamed = pattern.includes(':') && !/[*?]/.test(named);
  return (isNamed ? [named] : table.prefixes()).flatMap((prefix) => table.service(prefix) ?? []);
}

function matching(service: Service, pattern: string): string[] {
  const { prefix } = service;
  const names = service.names();
  const rest = pattern.startsWith(`${prefix}:`) ? pattern.slice(prefix.length + 1) : undefined;
  const fits = (name: string): boolean =>
    rest === undefined
      ? matchesText(pattern, `${prefix}:${name.toLowerCase()}`)
      : matchesText(rest, name.toLowerCase());
  const isWhole = pattern === '*' || rest === '*';
  return (isWhole ? names : names.filter(fits)).map((name) => `${prefix}:${name}`);
}

/** Whether AWS documents an action of this name, whatever its case; false for a pattern. */
export function isKnownAction(text: string): boolean {
  return actionEntry(text) !== undefined;
}

/** Whether AWS documents a service with this prefix (`s3`). */
export function isKnownService(prefix: string): boolean {
  return serviceTable().service(prefix.toLowerCase()) !== undefined;
}

/** Whether AWS lists a condition key (`aws:ResourceTag/team`) for the service, whatever its actions. */
export function serviceHasKey(prefix: string, key: string): boolean {
  const keys = serviceTable().service(prefix.toLowerCase())?.keys() ?? [];
  return keys.some((one) => isKeyOf(key, one));
}

/** What the action does by the reference; several levels are possible, none for an unknown action. */
export function accessLevelsOf(action: string): readonly AccessLevel[] {
  return actionEntry(action)?.levels ?? [];
}

/** Every action that has this access level. */
export function actionsAt(level: AccessLevel): readonly string[] {
  const table = serviceTable();
  return table.prefixes().flatMap((prefix) => {
    const names = table.service(prefix)?.namesAt(level) ?? [];
    return names.map((name) => `${prefix}:${name}`);
  });
}

/** Every resource type of a service's actions with its ARNs, each once, in the order of the table. */
export function resourceTypesOf(prefix: string): readonly ResourceEntry[] {
  const folded = prefix.toLowerCase();
  const known = types.get(folded);
  if (known !== undefined) return known;
  const service = serviceTable().service(folded);
  const all = (service?.names() ?? []).flatMap(
    (name) => service?.action(name.toLowerCase())?.resources ?? [],
  );
  const made = [...new Map(all.map((one) => [one.type, one])).values()];
  // Names that are no service are not kept: there is no end of them.
  if (service !== undefined) types.set(folded, made);
  return made;
}

const types = new Map<string, readonly ResourceEntry[]>();

const ANY: readonly string[] = ['*'];
const HOLE = /\{[^}]*\}/g;

/**
 * The ARNs an action is checked against, `*` for each part that varies; `*` alone where it has no resource types or is
 * not known, since then nothing narrower is certain.
 */
export function resourcePatternsOf(action: string): readonly string[] {
  const resources = actionEntry(action)?.resources;
  if (resources === undefined || resources.length === 0) return ANY;
  const known = patterns.get(resources);
  if (known !== undefined) return known;
  const arns = resources.flatMap((one) => one.arns).map((arn) => arn.replaceAll(HOLE, '*'));
  const made = [...new Set(arns)];
  patterns.set(resources, made);
  return made;
}

/** The table gives actions that are alike one and the same list. */
const patterns = new WeakMap<readonly ResourceEntry[], readonly string[]>();
