import { z } from 'zod';
import { assurance, id } from './values.ts';

export const ruleStatus = z.enum(['not-applicable', 'unsatisfied', 'satisfied', 'error']);

/** How a rule was evaluated: who counts, who is disqualified and why, what is missing. */
export const ruleTree: z.ZodType<RuleTree> = z.strictObject({
  kind: z.enum(['rule', 'all', 'any', 'approvals', 'veto', 'reject']),
  /** Rule name, or the source of a leaf in words: `resource-owner`, `group app-payments`. */
  name: z.string(),
  status: ruleStatus,
  /** Distinct humans needed, `null` where that is not a number. */
  required: z.int().nullable(),
  /** Who counts, once each. */
  counted: z.array(z.strictObject({ human: id, credential: id, assurance })),
  /** Who does not count, and why. */
  disqualified: z.array(z.strictObject({ human: id, why: z.string() })),
  /** What is missing, as a sentence; `null` when nothing is. */
  missing: z.string().nullable(),
  get children(): z.ZodArray<z.ZodType<RuleTree>> {
    return z.array(ruleTree);
  },
});

export interface RuleTree {
  kind: 'rule' | 'all' | 'any' | 'approvals' | 'veto' | 'reject';
  name: string;
  status: z.infer<typeof ruleStatus>;
  required: number | null;
  counted: { human: string; credential: string; assurance: z.infer<typeof assurance> }[];
  disqualified: { human: string; why: string }[];
  missing: string | null;
  children: RuleTree[];
}
