import { createHash } from 'node:crypto';
import { dirname, isAbsolute, join } from 'node:path';
import { type Language, languageOf } from '@countersign/analysis';
import type { NhiView, PolicyView, RequirementView } from '@countersign/api';
import { humanId } from '../client/people.ts';
import { everyPage, type SignedIn } from '../client/server.ts';
import { policyText } from '../files/policy-text.ts';
import { EXIT, Failure } from '../frame/failure.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is referred to: something with an id, or something that this run makes before. */
export type Reference =
  | { readonly id: string }
  | { readonly made: string }
  | { readonly why: string };

/** What a run knows: the server as it is, and what the run itself makes. */
export class ApplyWorld {
  readonly server: SignedIn;
  readonly nhis: readonly NhiView[];
  readonly policies: readonly PolicyView[];
  readonly requirements: readonly RequirementView[];
  /** Keys of what steps before will make, with the id once it is there. */
  private readonly made = new Map<string, string | null>();

  private constructor(
    server: SignedIn,
    nhis: readonly NhiView[],
    policies: readonly PolicyView[],
    requirements: readonly RequirementView[],
  ) {
    this.server = server;
    this.nhis = nhis;
    this.policies = policies;
    this.requirements = requirements;
  }

  static async load(server: SignedIn): Promise<ApplyWorld> {
    const { api } = server;
    const nhis = await everyPage((query) => api.listNhis({ query }));
    const policies = await everyPage((query) => api.listPolicies({ query }));
    const requirements = await everyPage((query) => api.listRequirements({ query }));
    return new ApplyWorld(server, nhis, policies, requirements);
  }

  /** The id of a human by name or id; why there is none. */
  async human(text: string): Promise<string | { readonly why: string }> {
    try {
      return await humanId(this.server, text);
    } catch (error) {
      if (!(error instanceof Failure) || error.exit !== EXIT.usage) throw error;
      return { why: error.reasons.map(({ message }) => message).join('; ') };
    }
  }

  nhi(text: string, environment: string): Reference {
    const own = this.nhis.filter((one) => one.environment === environment);
    const found = own.filter((one) => [one.id, one.name, one.externalId].includes(text));
    return this.reference(
      'Nhi',
      text,
      environment,
      found.map(({ id }) => id),
    );
  }

  policy(text: string, environment: string): Reference {
    const own = this.policies.filter((one) => one.environment === environment);
    const found = own.filter((one) => [one.id, one.name].includes(text));
    return this.reference(
      'Policy',
      text,
      environment,
      found.map(({ id }) => id),
    );
  }

  /** What a step will make, under every name it can be referred to by. */
  announce(keys: readonly string[]): void {
    for (const key of keys) this.made.set(key, null);
  }

  /** What a step has made. */
  tell(keys: readonly string[], id: string): void {
    for (const key of keys) this.made.set(key, id);
  }

  /** The id behind a reference, once the steps before have run. */
  idOf(reference: Reference): string {
    if ('id' in reference) return reference.id;
    const id = 'made' in reference ? this.made.get(reference.made) : undefined;
    if (id === undefined || id === null) throw new Error('a step ran before the one it needs');
    return id;
  }

  /** Whether something that a step refers to was not made. */
  isMissing(reference: Reference): boolean {
    return 'made' in reference && (this.made.get(reference.made) ?? null) === null;
  }

  isAnnounced(key: string): boolean {
    return this.made.has(key);
  }

  private reference(
    kind: string,
    text: string,
    environment: string,
    found: readonly string[],
  ): Reference {
    const [only, ...more] = found;
    if (more.length > 0) return { why: `\`${text}\` is the name of several in \`${environment}\`` };
    if (only !== undefined) return { id: only };
    const key = keyOf(kind, environment, text);
    if (this.made.has(key)) return { made: key };
    return UUID.test(text)
      ? { id: text }
      : { why: `there is no ${kind} \`${text}\` in \`${environment}\`, here or in the workspace` };
  }
}

/** Under what a document is known to others of the same run. */
export function keyOf(kind: string, environment: string, name: string): string {
  return `${kind}\n${environment}\n${name}`;
}

/** The same request has the same key, so that a run that broke off is simply run again. */
export function idempotent(what: string, body: unknown): { readonly idempotencyKey: string } {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { idempotencyKey: `apply-${what}-${digest}` };
}

/** The text of a policy that stands in a file or is named by it, and its digest. */
export async function policyOf(
  value: unknown,
  file: string,
  languageName: string,
): Promise<{ readonly text: string; readonly digest: string } | { readonly why: string }> {
  const text =
    typeof value === 'string'
      ? await policyText(isAbsolute(value) ? value : join(dirname(file), value), languageName)
      : JSON.stringify(value);
  const language = languageOf(languageName) as Language;
  const read = language.read(text);
  if (!read.ok) return { why: read.refusals.map(({ message }) => message).join('; ') };
  return { text, digest: language.canonical(read.value).digest };
}
