import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';

/** Everything in force, policy set by policy set; texts stand apart, so that a shape shared by many is there once. */
export interface Estate {
  readonly entries: readonly EstateEntry[];
  /** Canonical texts by their digest; whoever fills it has checked that they are what they are named. */
  readonly texts: { get(digest: Digest): string | undefined };
}

/** All policies that meet in the requests of one identity or of one resource, of one cluster, of one app. */
export interface EstateEntry {
  readonly id: string;
  /** External id of the identity; null: not known, and then in scope of every guardrail. */
  readonly identity: string | null;
  readonly environment: { readonly name: string; readonly class: string | null };
  readonly dataClass: string | null;
  readonly policies: EstatePolicies;
  /** Whether everything that bears on a request is in `policies`. */
  readonly complete: boolean;
}

/** Digests of what is in force together, as the language has it. */
export type EstatePolicies = AwsPolicies | ObjectPolicies;

/** `subject`: whether the identity asks, or, for the policies of a resource, whoever they are met by. */
export interface AwsPolicies {
  readonly language: 'aws-iam';
  readonly subject: 'identity' | 'resource';
  readonly identity: readonly Digest[];
  readonly resource?: readonly Digest[];
  readonly boundary?: readonly Digest[];
  readonly scp?: readonly (readonly Digest[])[];
  readonly rcp?: readonly (readonly Digest[])[];
}

export interface ObjectPolicies {
  readonly language: Exclude<LanguageName, 'aws-iam'>;
  readonly members: readonly Digest[];
}

/** Digests of every text an entry refers to. */
export function digestsOf(policies: EstatePolicies): readonly Digest[] {
  if (policies.language !== 'aws-iam') return policies.members;
  const { identity, resource = [], boundary = [], scp = [], rcp = [] } = policies;
  return [...identity, ...resource, ...boundary, ...scp.flat(), ...rcp.flat()];
}
