// For tests only: candidates, surroundings and guardrails in few words.
import { awsIam } from '../../aws-iam/language.ts';
import type { Json } from '../../canonical/jcs.ts';
import { grants } from '../../grants/language.ts';
import { kubernetesRbac } from '../../kubernetes-rbac/language.ts';
import type { LanguageName } from '../../questions/language.ts';
import { checkGuardrails } from '../check-guardrails.ts';
import type { Guardrail, GuardrailResult, Obligation } from '../guardrail.ts';
import type { GuardrailContext, GuardrailIdentity } from '../guardrail-context.ts';

export const ACCOUNT = '111122223333';
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const AT = '2026-11-28T12:00:00.000Z';

export const allow = (action: Json, more: object = {}): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...more,
});
export const deny = (action: Json, more: object = {}): Json => ({
  ...(allow(action, more) as object),
  Effect: 'Deny',
});
export const policy = (...statements: readonly Json[]): Json => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** The canonical text of a member. */
export function canonical(language: LanguageName, member: unknown): string {
  const known = { 'aws-iam': awsIam, 'kubernetes-rbac': kubernetesRbac, grants } as const;
  switch (language) {
    case 'aws-iam':
      return textOf(known['aws-iam'], member);
    case 'kubernetes-rbac':
      return textOf(known['kubernetes-rbac'], member);
    case 'grants':
      return textOf(known.grants, member);
    default:
      return language satisfies never;
  }
}

function textOf<P>(
  language: {
    read(member: unknown): { ok: true; value: P } | { ok: false; refusals: readonly object[] };
    canonical(policy: P): { readonly text: string };
  },
  member: unknown,
): string {
  const read = language.read(member);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return language.canonical(read.value).text;
}

export const aws = (...statements: readonly Json[]): string =>
  canonical('aws-iam', policy(...statements));

/** A guardrail over everything, of one obligation. */
export function guardrail(obligation: Obligation, more: Partial<Guardrail> = {}): Guardrail {
  return {
    name: 'g',
    kind: 'regulatory',
    severity: 'block',
    language: 'aws-iam',
    scope: { environments: ['*'], environmentClasses: null, dataClasses: null, identities: ['*'] },
    owner: '0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b',
    frameworks: [],
    until: null,
    why: 'because',
    obligation,
    ...more,
  };
}

/** What a candidate of an identity with a whole stack around it comes to. */
export function checkAws(
  rail: Guardrail,
  { from = null, to }: { readonly from?: string | null; readonly to: string },
  around: {
    readonly stack?: Readonly<Record<string, Json>> | null;
    readonly layer?: 'identity' | 'resource' | 'boundary' | 'session';
    readonly complete?: boolean;
    readonly identity?: string | null;
    readonly estate?: readonly GuardrailIdentity[];
    readonly context?: Partial<GuardrailContext>;
  } = {},
): GuardrailResult {
  const { stack = {}, layer = 'identity', complete = true, estate = [] } = around;
  const id = around.identity === undefined ? roleArn('app') : around.identity;
  const context: GuardrailContext = {
    at: AT,
    environment: { name: 'prod/aws', class: 'production' },
    dataClass: null,
    surroundings: stack === null ? null : { language: 'aws-iam', layer, stack, complete },
    guardrails: [rail],
    identity: id === null ? null : { externalId: id },
    estate,
    ...around.context,
  };
  return only(checkGuardrails({ from, to, context }));
}

/** The same for the other languages, with everything else of the cluster or the account around. */
export function checkOther(
  language: 'kubernetes-rbac' | 'grants',
  rail: Guardrail,
  { from = null, to }: { readonly from?: Json | null; readonly to: Json },
  others: readonly Json[] | null = [],
): GuardrailResult {
  const around =
    language === 'grants'
      ? ({ language, grants: others ?? [], complete: true } as const)
      : ({ language, objects: others ?? [], complete: true } as const);
  const context: GuardrailContext = {
    at: AT,
    environment: { name: 'prod/cluster', class: 'production' },
    dataClass: null,
    surroundings: others === null ? null : around,
    guardrails: [{ ...rail, language }],
    identity: null,
    estate: [],
  };
  const text = (one: Json | null): string | null =>
    one === null ? null : canonical(language, one);
  return only(
    checkGuardrails({ language, from: text(from), to: canonical(language, to), context }),
  );
}

function only(results: readonly GuardrailResult[]): GuardrailResult {
  const [result] = results;
  if (result === undefined || results.length > 1) throw new Error('one guardrail, one result');
  return result;
}

/** An identity of the estate with AWS policies. */
export const identity = (id: string, ...policies: readonly string[]): GuardrailIdentity => ({
  id,
  name: id.split('/').at(-1) ?? id,
  language: 'aws-iam',
  environment: 'prod/aws',
  policies,
});

/** A trust policy that lets somebody assume a role. */
export const trusting = (principal: Json): string =>
  aws({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', Resource: '*' });
