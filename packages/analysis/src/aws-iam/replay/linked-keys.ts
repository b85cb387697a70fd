import { type Caller, readAwsCaller } from './caller.ts';
import { withoutCase } from './glob.ts';
import { compareDecimals, floorOf, readDecimal } from './values/decimal.ts';
import { isoOf, readInstant } from './values/instant.ts';

/** Values of context keys by contextKey(); a key without a value is absent. */
export type ContextValues = Map<string, readonly string[]>;

/**
 * Adds to `values` the keys that follow from the caller and are not stated, and returns a sentence for each stated key
 * that cannot go with this caller. Which keys: docs/reference/aws-iam-evaluation.md.
 */
export function linkCaller(values: ContextValues, caller: Caller): string[] {
  return [...linkedValues(caller)].flatMap(([key, linked]) => {
    const stated = values.get(key);
    if (stated === undefined) {
      if (linked !== null) values.set(key, [linked]);
      return [];
    }
    const isSame = linked !== null && stated.every((value) => agrees(key, value, linked));
    return isSame ? [] : [contradiction(key, stated)];
  });
}

/** Without a named caller the stated keys must still agree with a stated `aws:PrincipalArn`; nothing is added. */
export function checkUnnamed(values: ContextValues): string[] {
  const [arn, ...more] = values.get('aws:principalarn') ?? [];
  const caller = arn === undefined || more.length > 0 ? undefined : readAwsCaller(arn);
  // Many policies name sessions in this key, where AWS has the role: no reason to refuse the request.
  if (caller === undefined || caller.type === 'session') return [];
  return linkCaller(new Map(values), caller);
}

/** The session with the ARN of its role as the context states it, path included. */
export function withStatedRole(caller: Caller, values: ContextValues): Caller {
  if (caller.kind !== 'aws' || caller.type !== 'session') return caller;
  const [stated] = values.get('aws:principalarn') ?? [];
  const role = stated === undefined ? undefined : readAwsCaller(stated);
  if (role?.type !== 'role' || role.name !== caller.name) return caller;
  if (role.account !== caller.account || role.partition !== caller.partition) return caller;
  return { ...caller, roleArn: role.arn };
}

/** Derives one of `aws:CurrentTime` and `aws:EpochTime` from the other; two that differ are a contradiction. */
export function linkTime(values: ContextValues): string[] {
  const current = wholeSeconds(single(values, 'aws:currenttime'));
  const epoch = readDecimal(single(values, 'aws:epochtime') ?? '');
  if (current !== undefined && epoch !== undefined) {
    const isSame = compareDecimals(epoch, { digits: current, scale: 0 }) === 0;
    return isSame ? [] : ['`aws:CurrentTime` and `aws:EpochTime` of the context differ'];
  }
  const iso = epoch?.scale === 0 ? isoOf(Number(epoch.digits)) : undefined;
  if (current !== undefined) setAbsent(values, 'aws:epochtime', String(current));
  if (iso !== undefined) setAbsent(values, 'aws:currenttime', iso);
  return [];
}

function wholeSeconds(text = ''): bigint | undefined {
  const instant = readInstant(text);
  return instant === undefined || instant === 'ambiguous' ? undefined : floorOf(instant);
}

function setAbsent(values: ContextValues, key: string, value: string): void {
  if (!values.has(key)) values.set(key, [value]);
}

/** Key to value, or to null where the key is absent with such a caller. */
function linkedValues(caller: Caller): Map<string, string | null> {
  switch (caller.kind) {
    case 'aws':
      return new Map([
        ['aws:principalarn', caller.roleArn ?? caller.arn],
        ['aws:principalaccount', caller.account],
        ['aws:principaltype', TYPES[caller.type]],
        ['aws:username', caller.type === 'user' ? caller.name : null],
        ['aws:principalisawsservice', 'false'],
        ['aws:principalservicename', null],
      ]);
    case 'service':
      return new Map([
        ['aws:principalisawsservice', 'true'],
        ['aws:principalservicename', caller.name],
        ['aws:username', null],
      ]);
    case 'anonymous':
      return new Map([
        ['aws:principalaccount', 'anonymous'],
        ['aws:principaltype', 'Anonymous'],
        ['aws:principalarn', null],
        ['aws:username', null],
        ['aws:principalisawsservice', null],
        ['aws:principalservicename', null],
      ]);
    case 'federated':
    case 'canonical':
      return new Map([
        ['aws:username', null],
        ['aws:principalservicename', null],
      ]);
    case 'unnamed':
      return new Map(caller.account === null ? [] : [['aws:principalaccount', caller.account]]);
  }
}

const TYPES = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  session: 'AssumedRole',
  'federated-user': 'FederatedUser',
} as const;

function agrees(key: string, stated: string, linked: string): boolean {
  if (key === 'aws:principalisawsservice') return withoutCase(stated) === linked;
  return stated === linked;
}

function contradiction(key: string, stated: readonly string[]): string {
  const values = stated.map((value) => `\`${value}\``).join(', ');
  return `the context contradicts the principal: \`${key}\` cannot be ${values}`;
}

function single(values: ContextValues, key: string): string | undefined {
  const [first, ...more] = values.get(key) ?? [];
  return more.length === 0 ? first : undefined;
}
