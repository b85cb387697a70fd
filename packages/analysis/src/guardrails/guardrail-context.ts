import type { Json } from '../canonical/jcs.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Guardrail } from './guardrail.ts';

/** What is known around a candidate: the part of the verification context that guardrails look at. Plain JSON. */
export interface GuardrailContext {
  /** The instant that expiry is computed against. */
  readonly at: string;
  readonly environment: { readonly name: string; readonly class: string | null };
  readonly dataClass: string | null;
  /** Null: not known, so that only what the candidate itself shows can be judged. */
  readonly surroundings: GuardrailSurroundings | null;
  readonly guardrails: readonly Guardrail[];
  /** Whose policy it is; null: not known, and then in scope of every guardrail. */
  readonly identity: { readonly externalId: string } | null;
  /** Other identities in force, for pairs that several identities complete together. */
  readonly estate: readonly GuardrailIdentity[];
}

/** Everything else in force around the candidate, as the language's member without the candidate's own policy. */
export type GuardrailSurroundings =
  | {
      readonly language: 'aws-iam';
      readonly layer: 'identity' | 'resource' | 'boundary' | 'session';
      readonly stack: Readonly<Record<string, Json>>;
      readonly complete: boolean;
    }
  | {
      readonly language: 'kubernetes-rbac';
      readonly objects: readonly Json[];
      readonly complete: boolean;
    }
  | { readonly language: 'grants'; readonly grants: readonly Json[]; readonly complete: boolean };

/** Another identity, with the canonical texts of its policies; one with a `Principal` says who may act as it. */
export interface GuardrailIdentity {
  readonly id: string;
  readonly name: string;
  readonly language: LanguageName;
  readonly environment: string;
  readonly policies: readonly string[];
}

/** A candidate as guardrails look at it; canonical texts, `from` null when nothing is in force. */
export interface GuardrailInput {
  readonly language?: LanguageName;
  readonly from: string | null;
  readonly to: string;
  readonly context: GuardrailContext;
  /** Steps each question may take. */
  readonly steps?: number;
}
