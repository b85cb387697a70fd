import type { Language } from '../questions/language.ts';
import { canonicalRbac } from './canonical/canonical-rbac.ts';
import type { RbacPolicy } from './model.ts';
import { readRbacPolicy } from './parse/read-policy.ts';
import { diffRbac } from './questions/diff.ts';
import { explainRbac } from './questions/explain.ts';
import { proveRbac, RBAC_PROPERTIES } from './questions/prove.ts';
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
  canonical: canonicalRbac,
};
