import { type Caller, readCaller } from './caller.ts';
import { contextKey } from './context-key.ts';
import { withoutCase } from './glob.ts';
import {
  type ContextValues,
  checkUnnamed,
  linkCaller,
  linkTime,
  withStatedRole,
} from './linked-keys.ts';

/** A concrete request, as its writer states it; `principal` as readCaller() takes it. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly principal?: unknown;
  /**
   * Values by key: a string, a number, a boolean or a list of those. Keys without case up to the first `/`. Empty
   * strings are no values, and a key without a value is absent.
   */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Everything that is known of a request, read once for all statements. */
export interface Facts {
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly caller: Caller;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** How a plain operator takes a key with several values, which AWS does not say; absent: not known. */
  readonly several?: 'some' | 'every';
  /** Why this is no possible request; then nothing is certain about it. */
  readonly errors: readonly string[];
}

/** What else is known: the accounts, where neither principal nor resource name them. */
export interface KnownAccounts {
  readonly account?: string;
  readonly resourceAccount?: string;
}

/** Reads a request, adds the keys that follow from its principal, resource and time, and finds contradictions. */
export function factsOf(request: Request, known: KnownAccounts = {}): Facts {
  const errors: string[] = [];
  const values = readContext(request.context ?? {}, errors);
  const read = readCaller(request.principal);
  if (typeof read === 'string') errors.push(read);
  const named: Caller = typeof read === 'string' ? { kind: 'unnamed', account: null } : read;
  const caller =
    named.kind === 'unnamed'
      ? { ...named, account: known.account ?? null }
      : withStatedRole(named, values);
  if (caller.kind === 'unnamed') errors.push(...checkUnnamed(values));
  errors.push(...linkCaller(values, caller), ...linkTime(values));
  errors.push(...linkResource(values, request.resource, known.resourceAccount));
  const action = withoutCase(request.action);
  return { action, resource: request.resource, caller, values, errors };
}

/** The account in the fifth field of an ARN, if it has one of twelve digits. */
export function accountOf(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return arn.startsWith('arn:') && account !== undefined && /^\d{12}$/.test(account)
    ? account
    : undefined;
}

function readContext(context: Readonly<Record<string, unknown>>, errors: string[]): ContextValues {
  const values: ContextValues = new Map();
  const seen = new Set<string>();
  for (const [written, raw] of Object.entries(context)) {
    const key = contextKey(written);
    if (seen.has(key)) errors.push(`the context has the key \`${written}\` twice`);
    seen.add(key);
    const texts = valueTexts(raw);
    if (texts === undefined) {
      errors.push(`the context key \`${written}\` is no string, number, boolean or list of those`);
    } else if (texts.length > 0 && !values.has(key)) values.set(key, texts);
  }
  return values;
}

function valueTexts(raw: unknown): string[] | undefined {
  if (raw === undefined || raw === null) return [];
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const isScalar = (item: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof item);
  if (!items.every(isScalar)) return undefined;
  return items.map(String).filter((text) => text !== '');
}

function linkResource(values: ContextValues, resource: string, known?: string): string[] {
  const account = accountOf(resource) ?? known;
  const stated = values.get('aws:resourceaccount');
  if (account === undefined) return [];
  if (known !== undefined && known !== account)
    return [`the resource is not of the account \`${known}\``];
  if (stated === undefined) values.set('aws:resourceaccount', [account]);
  else if (stated.some((value) => value !== account))
    return [`the context contradicts the resource: \`aws:ResourceAccount\` is \`${account}\``];
  return [];
}
