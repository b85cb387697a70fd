import type { Digest } from '@countersign/evidence';
import type { Cursor } from '../input/cursor.ts';
import type { PolicyLayer } from '../inventory/inventory.ts';
import { policyName } from '../inventory/policy-name.ts';
import type { Unresolved } from '../unresolved.ts';
import { readPolicyDocument } from './policy-document.ts';

/** A policy that was read, as it is attached somewhere. */
export interface Attached {
  readonly name: string;
  readonly layer: PolicyLayer;
  readonly digest: Digest;
}

/** What one owner (user, group, role) has attached, and what of it could not be read. */
export interface Attachments {
  readonly policies: readonly Attached[];
  readonly missing: readonly string[];
}

/** A policy of the account under its name, however many have it. */
export interface AccountPolicy extends Attached {
  readonly text: string;
  readonly canonical: string;
  readonly owner: string | null;
  readonly fixed: string | null;
  readonly pointer: string;
  readonly attachedTo: Set<string>;
}

/** Everything of an account that is being read: policies by name, groups, and what could not be read. */
export class Account {
  readonly policies = new Map<string, AccountPolicy>();
  readonly groups = new Map<string, Attachments>();
  readonly unresolved: Unresolved[] = [];
  private readonly isOwnerTag: (key: string) => boolean;

  constructor(ownerTag: string) {
    const wanted = ownerTag.toLowerCase();
    this.isOwnerTag = (key) => key.toLowerCase() === wanted;
  }

  /** Takes up one policy; what cannot be read is noted and nothing comes back. */
  add(
    place: { readonly name: string; readonly layer: PolicyLayer; readonly fixed: string | null },
    document: Cursor,
    owner: string | null,
  ): Attached | undefined {
    const name = policyName(place.name);
    const read = readPolicyDocument(document.value);
    if (!read.ok) {
      this.unresolved.push({ pointer: document.pointer, what: place.name, why: read.why });
      return undefined;
    }
    const { digest, text, canonical } = read;
    const { layer, fixed } = place;
    const known = this.policies.get(name);
    const attachedTo = known?.attachedTo ?? new Set<string>();
    const policy = { name, layer, digest, text, canonical, owner, fixed, attachedTo };
    this.policies.set(name, { ...policy, pointer: document.pointer });
    return { name, layer, digest };
  }

  /** A managed policy by its ARN, in a layer; what is not in the input is named as missing. */
  managed(arn: string, layer: PolicyLayer, pointer: string): Attachments {
    const policy = this.policies.get(policyName(arn));
    if (policy !== undefined) {
      return { policies: [{ name: policy.name, layer, digest: policy.digest }], missing: [] };
    }
    const why = 'it is attached and its document is not in the input';
    this.unresolved.push({ pointer, what: arn, why });
    return { policies: [], missing: [arn] };
  }

  /** The value of the owner's tag. */
  ownerOf(tagged: Cursor): string | null {
    const tag = tagged
      .at('Tags')
      .items()
      .find((one) => this.isOwnerTag(one.at('Key').text() ?? ''));
    return tag?.at('Value').text() ?? null;
  }
}
