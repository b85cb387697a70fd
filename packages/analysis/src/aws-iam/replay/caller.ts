/**
 * Who makes a request. An `aws` caller is an IAM identity of an account: `root`, a `user`, a `session` of a role, a
 * `role` (a session of it that no policy names), or a `federated-user`. `unnamed` is some identity that the request
 * does not name, of a known account or not.
 */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unnamed'; readonly account: string | null }
  | { readonly kind: 'service' | 'federated' | 'canonical'; readonly name: string }
  | AwsCaller;

/** An identity that IAM knows. */
export interface AwsCaller {
  readonly kind: 'aws';
  readonly type: 'root' | 'user' | 'role' | 'session' | 'federated-user';
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  /** Of a user or role the name without its path, of a session that of its role; empty for root. */
  readonly name: string;
  /** Of a session, `aws:PrincipalArn`; without the role's path unless the context gives it. */
  readonly roleArn: string | null;
}

/** The caller a request names, or a sentence that says why there is none. Absent: `unnamed`. */
export function readCaller(principal: unknown): Caller | string {
  if (principal === undefined || principal === null) return { kind: 'unnamed', account: null };
  if (typeof principal === 'string') return readBare(principal);
  const members = typeof principal === 'object' ? Object.entries(principal) : [];
  const [first, ...more] = members;
  if (first === undefined || more.length > 0) return 'the principal has no form that is known here';
  const [kind, name] = first;
  if (typeof name !== 'string' || name === '') return 'the principal has no name';
  return readNamed(kind, name);
}

/** Reads the ARN of an IAM or STS identity; undefined if it is none. */
export function readAwsCaller(arn: string): AwsCaller | undefined {
  const [scheme, partition = '', service, region, account = '', ...rest] = arn.split(':');
  if (scheme !== 'arn' || partition === '' || region !== '' || account === '') return undefined;
  const base = { kind: 'aws', arn, partition, account, roleArn: null } as const;
  const resource = rest.join(':');
  if (service === 'iam') return readIamIdentity(base, resource);
  return service === 'sts' ? readStsIdentity(base, resource) : undefined;
}

type Base = Omit<AwsCaller, 'type' | 'name'>;

function readIamIdentity(base: Base, resource: string): AwsCaller | undefined {
  if (resource === 'root') return { ...base, type: 'root', name: '' };
  const [type, ...path] = resource.split('/');
  const name = path.at(-1) ?? '';
  if (name === '' || (type !== 'user' && type !== 'role')) return undefined;
  return { ...base, type, name };
}

function readStsIdentity(base: Base, resource: string): AwsCaller | undefined {
  const [type, name = '', session, ...more] = resource.split('/');
  if (name === '' || session === '' || more.length > 0) return undefined;
  if (type === 'federated-user' && session === undefined) return { ...base, type, name };
  if (type !== 'assumed-role' || session === undefined) return undefined;
  const roleArn = `arn:${base.partition}:iam::${base.account}:role/${name}`;
  return { ...base, type: 'session', name, roleArn };
}

function readBare(name: string): Caller | string {
  if (name === '') return 'the principal has no name';
  if (name === '*' || name === 'anonymous') return { kind: 'anonymous' };
  if (/^\d{12}$/.test(name)) return readNamed('AWS', name);
  if (name.startsWith('arn:'))
    return readNamed(/:(?:saml|oidc)-provider\//.test(name) ? 'Federated' : 'AWS', name);
  return readNamed(/\.amazonaws\.com(?:\.cn)?$/.test(name) ? 'Service' : 'Federated', name);
}

function readNamed(kind: string, name: string): Caller | string {
  if (name === '*') return { kind: 'anonymous' };
  switch (kind) {
    case 'Service':
      return { kind: 'service', name };
    case 'Federated':
      return { kind: 'federated', name };
    case 'CanonicalUser':
      return { kind: 'canonical', name };
    case 'AWS': {
      const arn = /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
      return readAwsCaller(arn) ?? `\`${name}\` is the ARN of no account, user, role or session`;
    }
    default:
      return `\`${kind}\` is no kind of principal`;
  }
}
