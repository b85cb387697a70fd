import type { Json } from '../canonical/jcs.ts';
import type { LanguageName } from '../questions/language.ts';

/**
 * A policy with holes. A hole is `{"$param": "name"}` in place of a value, or `<<name>>` inside a text; `<<` stands for
 * nothing else, so that it cannot be taken for a variable of the policy language (`${aws:username}`). A template is no
 * approval: what is made from it starts unapproved (R37).
 */
export interface Template {
  readonly name: string;
  readonly language: LanguageName;
  readonly parameters: readonly TemplateParameter[];
  readonly policy: Json;
}

/** What a parameter's values are. */
export type ParameterKind =
  /** Letters, digits, `-`, `_`, `.`, and what `characters` adds. */
  | 'string'
  /** A 12-digit AWS account id. */
  | 'account'
  /** An AWS region, such as `eu-central-1`. */
  | 'region'
  /** One ARN without wildcards, of `service` and `resourceType` as the service table spells them. */
  | 'arn'
  /** A Kubernetes namespace: an RFC 1123 label. */
  | 'namespace'
  /** A Kubernetes object name: an RFC 1123 subdomain. */
  | 'kubernetes-name'
  /** `owner/name`. */
  | 'repository';

/** One parameter with its bounds; null: not bounded so. No kind has values with `*`, `?`, `$`, quotes or braces. */
export interface TemplateParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** A list of so many values; null: one value. */
  readonly list: { readonly minItems: number; readonly maxItems: number } | null;
  /** The only values there are. */
  readonly oneOf: readonly string[] | null;
  /** A glob (`*`, `?`) that every value matches. */
  readonly pattern: string | null;
  /** Longest value, in UTF-16 code units. */
  readonly maxLength: number | null;
  /** Of a `string`: further characters a value may have, such as `/`. */
  readonly characters: string | null;
  /** Of an `arn`: the service (`s3`) and the type of its resource (`bucket`). */
  readonly service: string | null;
  readonly resourceType: string | null;
}

/** Values by parameter name: a text, or a list of texts for a list. */
export type ParameterValues = Readonly<Record<string, unknown>>;
