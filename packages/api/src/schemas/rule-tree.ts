import { z } from 'zod';
import { assurance, id } from './values.ts';

export const ruleStatus = z.enum(['not-applicable', 'unsatisfied', 'satisfied', 'error']);

const node = {
  status: ruleStatus,
  /** Who counts, once each. */
  counted: z.array(z.looseObject({ human: id, credential: id, assurance })),
  /** Who does not count, and why. */
  disqualified: z.array(z.looseObject({ human: id, why: z.string() })),
  /** What is missing, as a sentence; `null` when nothing is. */
  missing: z.string().nullable(),
};

/** How a rule was evaluated: who counts, who is disqualified and why, what is missing. */
export const ruleTree: z.ZodType<RuleTree> = z.looseObject({
  ...node,
  get children(): z.ZodArray<z.ZodType<RuleTree>> {
    return z.array(ruleTree);
  },
});

export interface RuleTree {
  status: z.infer<typeof ruleStatus>;
  counted: { human: string; credential: string; assurance: z.infer<typeof assurance> }[];
  disqualified: { human: string; why: string }[];
  missing: string | null;
  children: RuleTree[];
  [more: string]: unknown;
}
