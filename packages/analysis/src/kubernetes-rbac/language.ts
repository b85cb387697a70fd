import type { Language } from '../questions/language.ts';
import { canonicalRbac, parseCanonicalRbac } from './canonical/canonical-rbac.ts';
import { objectRef, type RbacPolicy } from './model.ts';
import { readRbacPolicy } from './parse/read-policy.ts';
import { beyondRbac } from './questions/beyond.ts';
import { diffRbac } from './questions/diff.ts';
import { explainRbac } from './questions/explain.ts';
import { proveRbac, RBAC_PROPERTIES } from './questions/prove.ts';
import { rbacFindings } from './questions/rbac-findings.ts';
import { evaluateRbac } from './questions/who-can.ts';

/** Kubernetes RBAC behind the questions that all languages share. */
export const kubernetesRbac: Language<RbacPolicy> = {
  name: 'kubernetes-rbac',
  properties: RBAC_PROPERTIES,
  read: readRbacPolicy,
  diff: (from, to, limits) => diffRbac(from, to, limits?.steps),
  prove: (question, limits) => proveRbac(question, limits?.steps),
  evaluate: evaluateRbac,
  explain: (policy, limits) => explainRbac(policy, limits?.steps),
  beyond: (policy, patterns, limits) => beyondRbac(policy, patterns, limits?.steps),
  findings: (policy, limits) => rbacFindings(policy, limits?.steps),
  canonical: canonicalRbac,
  parseCanonical: parseCanonicalRbac,
  canonicalIndex: (policy, { object }) =>
    policy.objects.findIndex((one) => objectRef(one) === object),
};
