import { actionGlob, type ColonRule, globMatches, resourceGlob, withoutCase } from './glob.ts';

/** A concrete request. */
export interface ReplayRequest {
  readonly action: string;
  readonly resource: string;
  /** Values of context keys, for policy variables. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** A condition or principal element of a statement, as found in the document. */
export interface Circumstance {
  readonly operator: string;
  readonly key: string;
  /** In the notation of version 2012-10-17: `${` of an older policy, where it is plain text, reads `${$}{`. */
  readonly values: readonly string[];
}

/** Says whether a circumstance holds. */
export type Holds = (circumstance: Circumstance) => boolean;

/** A statement that matches action and resource, with what else it asks. */
export interface MatchingStatement {
  readonly policy: number;
  readonly statement: number;
  readonly sid: string | null;
  readonly effect: string;
  readonly circumstances: readonly Circumstance[];
}

/** JSON as it came out of the platform's own parser. */
export type ReadDocument = Readonly<Record<string, unknown>>;

/** Reads a JSON document once for many requests. */
export function readDocument(source: string): ReadDocument {
  return asObject(JSON.parse(source));
}

/** The statements of JSON documents that match action and resource of a request; reads the JSON by itself. */
export function matchingStatements(
  sources: readonly (string | ReadDocument)[],
  request: ReplayRequest,
  rule: ColonRule,
): MatchingStatement[] {
  return sources.flatMap((source, policy) => {
    const document = typeof source === 'string' ? readDocument(source) : source;
    const isModern = document['Version'] === '2012-10-17';
    return asList(document['Statement']).flatMap((raw, statement) => {
      const body = asObject(raw);
      if (!matchesAction(body, request) || !matchesResource(body, request, rule, isModern))
        return [];
      const sid = typeof body['Sid'] === 'string' ? body['Sid'] : null;
      const effect = String(body['Effect']);
      return [{ policy, statement, sid, effect, circumstances: circumstances(body, isModern) }];
    });
  });
}

/** Allow and Deny by AWS's rule: one matching Deny wins, else one matching Allow, else nothing is said. */
export function decide(
  statements: readonly MatchingStatement[],
  holds: Holds,
): { decision: 'allow' | 'deny' | 'no-opinion'; by: MatchingStatement[] } {
  const active = statements.filter((statement) => statement.circumstances.every(holds));
  const denies = active.filter((statement) => statement.effect === 'Deny');
  if (denies.length > 0) return { decision: 'deny', by: denies };
  const allows = active.filter((statement) => statement.effect === 'Allow');
  return { decision: allows.length > 0 ? 'allow' : 'no-opinion', by: allows };
}

function matchesAction(body: Record<string, unknown>, request: ReplayRequest): boolean {
  const wanted = withoutCase(request.action);
  const any = (value: unknown): boolean =>
    asTexts(value).some((text) => matchesActionText(text, wanted));
  return 'NotAction' in body ? !any(body['NotAction']) : any(body['Action']);
}

/** Most actions are names without a wildcard; those are compared as they are. */
function matchesActionText(text: string, wanted: string): boolean {
  if (text.includes('*') || text.includes('?')) return globMatches(actionGlob(text), wanted);
  return text.length === wanted.length && withoutCase(text) === wanted;
}

function matchesResource(
  body: Record<string, unknown>,
  request: ReplayRequest,
  rule: ColonRule,
  isModern: boolean,
): boolean {
  const context = new Map(
    Object.entries(request.context).map(([key, values]) => [withoutCase(key), values[0]]),
  );
  const lookup = isModern
    ? (key: string): string | undefined => context.get(withoutCase(key))
    : null;
  const any = (value: unknown): boolean =>
    asTexts(value).some((text) => {
      const glob = resourceGlob(text, rule, lookup);
      return glob !== undefined && globMatches(glob, request.resource);
    });
  if ('NotResource' in body) return !any(body['NotResource']);
  return 'Resource' in body ? any(body['Resource']) : true;
}

function circumstances(body: Record<string, unknown>, isModern: boolean): Circumstance[] {
  const found: Circumstance[] = [];
  for (const [operator, keys] of Object.entries(asObject(body['Condition'] ?? {}))) {
    for (const [key, raw] of Object.entries(asObject(keys))) {
      const written = asTexts(raw);
      const values = isModern ? written : written.map(escaped);
      found.push({ operator, key, values: values.sort(inOrder) });
    }
  }
  for (const name of ['Principal', 'NotPrincipal']) {
    if (name in body)
      found.push({
        operator: 'is',
        key: name,
        values: principalNames(body[name]),
      });
  }
  return found;
}

/** In a policy of version 2008-10-17 a dollar is a dollar. */
function escaped(text: string): string {
  return text.replace(/\$\{/g, () => `\${$}{`);
}

function principalNames(value: unknown): string[] {
  if (value === '*') return ['*'];
  return Object.entries(asObject(value))
    .flatMap(([kind, names]) => asTexts(names).map((name) => `${kind}:${name}`))
    .sort(inOrder);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function asTexts(value: unknown): string[] {
  return asList(value).map((item) => String(item));
}

function inOrder(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
