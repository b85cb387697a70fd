import type { SubmissionWorld } from '../candidate/submission.ts';
import { distinct } from '../equality.ts';
import type { Submission, TemplateSubmission } from '../event.ts';
import { addSeconds } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { accepted, refused } from '../refusal.ts';
import { ownersOfResources } from '../resource-owner/owners-of-resources.ts';
import { type RuleScope, resolveRule } from '../rule/resolve-rule.ts';
import type { TemplateState, VerificationRecord } from '../state.ts';
import type { Actor, Decided, Id, Instant, Tier } from '../values.ts';
import { templateTierUnder } from './template-tier.ts';

export type VerifiedTemplate = TemplateState & { readonly verification: VerificationRecord };

/** Computes what is frozen when a template is submitted; refuses UNKNOWN_ENVIRONMENT, NO_RULE, DOCUMENT_UNKNOWN. */
export function computeTemplateSubmission(
  template: VerifiedTemplate,
  submitted: { readonly validUntil: Instant; readonly actor: Actor },
  world: SubmissionWorld,
): Decided<TemplateSubmission> {
  const document = world.facts.template(template.templateDigest);
  if (document === undefined) {
    return refused([documentUnknown(template.templateDigest, 'template')]);
  }
  const inputs = templateInputs(template, submitted.actor.id, world);
  const { tier, reasons } = templateTierUnder(world.ruleSet, template, world.facts);
  const scope = templateScope(template, inputs, { tier, at: world.at });
  const governing = resolveRule(world.ruleSet, world.roster, scope);
  if (!governing.ok) return governing;
  const { ruleSet, roster, workspace, at } = world;
  const { rule, resolved } = governing.value;
  const { envelope, ceiling, cap } = document;
  return accepted({
    revision: template.revision,
    tier,
    reasons,
    rule: {
      ruleSet: ruleSet.number,
      ruleSetDigest: workspace.ruleSet.digest,
      name: rule.name,
      resolved,
    },
    rosterNumber: roster.number,
    inputs,
    validUntil: submitted.validUntil,
    notAfter: addSeconds(at, ruleSet.reviewTtlSeconds),
    templateDigest: template.templateDigest,
    envelope,
    ceiling,
    cap,
  });
}

/** The scope in which a template's rule is looked for: everything the envelope allows counts as new. */
export function templateScope(
  template: VerifiedTemplate,
  inputs: Pick<Submission['inputs'], 'resourceOwners' | 'disqualified'>,
  { tier, at }: { readonly tier: Tier; readonly at: Instant },
): RuleScope {
  const { verdict } = template.verification;
  const { resourceOwners, disqualified } = inputs;
  return { environment: template.environment, tier, verdict, resourceOwners, disqualified, at };
}

/** Who wrote it, who asks for it, who owns what it touches and whom it benefits (INV-4). */
export function templateInputs(
  template: TemplateState,
  submitter: Id,
  { state, facts }: Pick<SubmissionWorld, 'state' | 'facts'>,
): Submission['inputs'] {
  const document = facts.template(template.templateDigest);
  const { environment } = template;
  const nhiOwners = distinct(
    (document?.selector.nhis ?? []).flatMap((id) => {
      const nhi = state.nhis.get(id);
      return nhi === undefined ? [] : [nhi.owner, nhi.backupOwner];
    }),
  );
  const barred = [
    ...template.authors,
    { human: submitter, why: 'requester' as const },
    ...nhiOwners.map((human) => ({ human, why: 'nhi-owner' as const })),
  ];
  return {
    authors: template.authors.map((a) => a.human),
    agents: template.agents,
    disqualified: barred.map(({ human, why }) => ({ human, why })),
    resourceOwners: ownersOfResources(
      state,
      { environment, resources: document?.resources ?? [] },
      facts,
    ),
    nhiOwners,
  };
}
