import type { z } from 'zod';
import { problem } from './problem.ts';
import { candidateView, resolvedRequires } from './schemas/candidates.ts';
import { governanceView, requires, rosterDocument, ruleSetDocument } from './schemas/governance.ts';
import { requirementDocument } from './schemas/inventory.ts';
import { releaseView } from './schemas/releases.ts';
import { ruleTree } from './schemas/rule-tree.ts';
import { summary } from './schemas/summary.ts';
import { templateView } from './schemas/templates.ts';
import { envelope } from './schemas/values.ts';

/** Schemas that the OpenAPI document names and points to; every recursive one must be here. */
export const namedSchemas: Readonly<Record<string, z.ZodType>> = {
  Problem: problem,
  Envelope: envelope,
  Requirement: requirementDocument,
  Requires: requires,
  ResolvedRequires: resolvedRequires,
  Roster: rosterDocument,
  RuleSet: ruleSetDocument,
  RuleTree: ruleTree,
  Summary: summary,
  CandidateView: candidateView,
  GovernanceView: governanceView,
  ReleaseView: releaseView,
  TemplateView: templateView,
};
