import type { Id, Refusal } from '@countersign/domain';
import type { Instance, Template } from '@countersign/evidence';
import { applyStandingApproval, principalOf } from './apply-standing-approval.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';
import { draftCandidate } from './draft-candidate.ts';
import { madeHere } from './provenance.ts';
import { releaseCandidate } from './release-candidate.ts';
import { draftedFrom } from './template-document.ts';
import { storedTemplate } from './verify-template.ts';

export interface InstantiateInput {
  readonly template: Id;
  readonly policy: Id;
  readonly requirement: Id;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly delegation: Id | null;
}

/** The candidate that was drafted, and what became of it. */
export interface Instantiated {
  readonly id: Id;
  /** The automatic decision; null where the candidate goes to an ordinary review, for these reasons. */
  readonly decision: Id | null;
  readonly release: Id | null;
  readonly reasons: readonly Refusal[];
}

/**
 * Drafts a candidate from a template and lets the standing approval decide it. Whatever it refuses is said, and the
 * candidate is there all the same, to be submitted for a review by humans (R34). Values that are not even of their
 * parameters' kinds make no policy and are refused.
 */
export async function instantiateTemplate(
  deps: Deps,
  caller: Caller,
  input: InstantiateInput,
): Promise<Answer<Instantiated>> {
  const found = (await deps.store.aggregate(caller.workspace, 'template', input.template))?.state;
  if (found === undefined) {
    return refuse('UNKNOWN_TEMPLATE', `there is no template \`${input.template}\``);
  }
  const template = await storedTemplate(deps, caller.workspace, found.templateDigest);
  const text = await policyOf(deps, template, input.values);
  if (!text.ok) return text;
  const { policy, requirement } = input;
  const made = { name: 'template', digest: found.templateDigest, takenAt: null };
  const provenance = madeHere('template', [made]);
  const draft = { policy, requirement, text: text.value, provenance };
  const drafted = await draftCandidate(deps, caller, draft);
  if (!drafted.ok) return drafted;
  const became = await decided(deps, caller.workspace, drafted.value.id, input, template);
  return { ...drafted, value: { id: drafted.value.id, ...became } };
}

/** The policy as its language writes it, for the ordinary way of a draft. */
async function policyOf(
  deps: Deps,
  template: Template,
  values: InstantiateInput['values'],
): Promise<{ readonly ok: true; readonly value: string } | ReturnType<typeof refuse>> {
  const job = { kind: 'instantiate' as const, template: draftedFrom(template), values };
  const made = await deps.analysis.run({ ...job, lenient: true });
  if (!made.ok) return refuse('ANALYSIS_UNAVAILABLE', made.message, { why: made.why });
  if (!made.value.ok) return made.value;
  const { policy }: { readonly policy: unknown } = JSON.parse(made.value.value.text);
  return { ok: true, value: JSON.stringify(policy) };
}

async function decided(
  deps: Deps,
  workspace: Id,
  candidate: Id,
  { template, values, delegation }: InstantiateInput,
  document: Template,
): Promise<Omit<Instantiated, 'id'>> {
  const applied = await applyStandingApproval(deps, workspace, {
    candidate,
    template,
    values: listed(values),
    delegation,
  });
  if (!applied.ok) return { decision: null, release: null, reasons: applied.refusals };
  const decision = applied.value.id;
  if (document.release === 'by-hand') return { decision, release: null, reasons: [] };
  const released = await releaseCandidate(deps, principalOf(workspace, template), { candidate });
  return released.ok
    ? { decision, release: released.value.id, reasons: [] }
    : { decision, release: null, reasons: released.refusals };
}

/** Values as an Instance lists them. */
export function listed(values: InstantiateInput['values']): Instance['values'] {
  return Object.entries(values).map(([name, value]) => ({ name, values: [value].flat() }));
}
