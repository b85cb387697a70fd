import type { Json } from '../canonical/jcs.ts';
import type { Class, Origin, Proof, Witness } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest, Parsed } from '../refusal.ts';
import type { RequirementCase, RequirementCases } from '../requirement/requirement-case.ts';
import type { ObservedRequest, ObservedUse } from './observed-use.ts';

/**
 * What drafts of one policy language are made by; a language joins by one more of these in `drafters.ts`. Everything is
 * deterministic, and a draft that could be proved wrong is refused.
 */
export interface Drafter {
  readonly language: LanguageName;
  fromCases(cases: RequirementCases, options: DraftOptions): Parsed<Draft>;
  /** What a policy allows, as cases; the text as written or canonical. */
  casesOf(text: string): Parsed<StatedPolicy>;
  /** Texts of what is granted now: as written or canonical. */
  fromUse(use: ObservedUse, granted: readonly string[], options: UseDraftOptions): Parsed<UseDraft>;
}

/** How a draft is made; everything has a default that grants least. */
export interface DraftOptions {
  /** `explicit`: every intended denial becomes a Deny, where the language has one. */
  readonly denies?: 'none' | 'explicit';
  /** What a request that one case allows and another denies means: a contradiction, or that the denial wins. */
  readonly overlap?: 'refuse' | 'deny-wins';
  /** Kubernetes: whom the roles are bound to; left out, roles stay unbound. */
  readonly subject?: DraftSubject;
  /** Grants: the app, client or key, where the cases name none. */
  readonly grantee?: string;
  /** Kubernetes: name of the objects that are made; `drafted` if left out. */
  readonly name?: string;
  /** Budget of each proof. */
  readonly steps?: number;
}

/** Whom a Kubernetes role is bound to. */
export type DraftSubject =
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'User' | 'Group'; readonly name: string };

/** A proposed policy, unapproved, with what was proved of it. None of the proofs is `refuted`. */
export interface Draft {
  readonly language: LanguageName;
  /** As the language writes it, to put into a file. */
  readonly policy: Json;
  /** Canonical (FORMATS section 1). */
  readonly text: string;
  readonly digest: Digest;
  readonly proofs: readonly DraftProof[];
  readonly notes: readonly DraftNote[];
}

/** `allows/ID`, `denies/ID`, `nothing-beyond` or `within-granted`; `undetermined` is never a yes. */
export interface DraftProof {
  readonly name: string;
  readonly verdict: Proof;
  readonly reason: string | null;
  readonly witness: Witness | null;
}

/** What who reads the draft should know. */
export interface DraftNote {
  readonly code: string;
  readonly message: string;
}

/** A policy told as cases. What the cases say is within the policy; `proof` says so. */
export interface StatedPolicy {
  readonly cases: RequirementCases;
  readonly unsaid: readonly Unsaid[];
  readonly proof: DraftProof;
}

/** A part of a policy that cases cannot say, so that a draft from them is narrower. */
export interface Unsaid {
  readonly code: string;
  readonly reason: string;
  readonly origin: Partial<Origin>;
}

/** How use is generalised. */
export interface UseDraftOptions extends DraftOptions {
  /** So many resources of one type are named one by one; beyond, a common beginning stands for them. 20 if left out. */
  readonly exactResources?: number;
  /** Also the reading of metadata that goes with what is written, if granted. */
  readonly companions?: boolean;
}

/** A draft of what was used, within what is granted. */
export interface UseDraft extends Draft {
  /** Granted and not in the draft. */
  readonly unused: readonly Class[];
  /** Used, and allowed by nothing that was given: another policy allows it, or nothing any more. */
  readonly notGranted: readonly ObservedRequest[];
  /** Asked for and refused each time: in no draft. */
  readonly refused: readonly ObservedRequest[];
}

/** A case that a language cannot put into a policy. */
export interface Unsayable {
  readonly one: RequirementCase;
  readonly why: string;
}
