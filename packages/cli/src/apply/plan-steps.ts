import type { FileDocument } from '@countersign/api';
import type { ApplyWorld } from './apply-world.ts';
import { planCandidate } from './plan-candidate.ts';
import { planNhi } from './plan-nhi.ts';
import { planPolicy } from './plan-policy.ts';
import { planRequirement } from './plan-requirement.ts';
import { planRuleSet } from './plan-rule-set.ts';
import type { ApplyDocument } from './read-documents.ts';
import type { Step } from './step.ts';

type Of<K extends FileDocument['kind']> = Omit<ApplyDocument, 'document'> & {
  readonly document: Extract<FileDocument, { readonly kind: K }>;
};

/** What each document asks for, in the order of what needs what: identities, policies, needs, candidates, rules. */
export async function planSteps(
  documents: readonly ApplyDocument[],
  world: ApplyWorld,
  now: Date,
): Promise<Step[]> {
  const of = <K extends FileDocument['kind']>(kind: K): Of<K>[] =>
    documents.filter((one): one is ApplyDocument & Of<K> => one.document.kind === kind);
  const steps: Step[] = [];
  for (const one of of('Nhi')) steps.push(await planNhi(one, one.document, world));
  for (const one of of('Policy')) steps.push(await planPolicy(one, one.document, world));
  for (const one of of('AccessRequirement'))
    steps.push(await planRequirement(one, one.document, world));
  for (const one of of('Candidate')) steps.push(await planCandidate(one, one.document, world));
  const rules = await planRuleSet([...of('Guardrail'), ...of('Exception')], world, now);
  return rules === null ? steps : [...steps, rules];
}
