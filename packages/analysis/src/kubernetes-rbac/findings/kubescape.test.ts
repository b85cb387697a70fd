import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { explainRbac } from '../questions/explain.ts';

/** Rules of Kubescape whose question is one about permissions, and our findings that answer it. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin-role': ['EVERYTHING', 'BINDS_CLUSTER_ADMIN'],
  'exec-into-container-v1': ['EXEC_INTO_PODS', 'EVERYTHING'],
  'rule-can-access-proxy-subresource': ['REACH_PODS', 'REACH_KUBELET'],
  'rule-can-approve-cert-signing-request': ['APPROVE_CERTIFICATES'],
  'rule-can-bind-escalate': ['BIND_ROLES', 'ESCALATE_ROLES'],
  'rule-can-create-pv': ['CREATE_VOLUMES'],
  'rule-can-impersonate-users-groups-v1': ['IMPERSONATE', 'EVERYTHING'],
  'rule-can-list-get-secrets-v1': ['READ_SECRETS', 'EVERYTHING'],
  'rule-can-modify-admission-webhooks': ['CHANGE_ADMISSION'],
  'rule-can-portforward-v1': ['REACH_PODS', 'EVERYTHING'],
  'rule-can-update-configmap-v1': ['CHANGE_DNS'],
};

const NOT_IN_A_NAMESPACE = 'a RoleBinding does not give a resource that is in no namespace';

/** Where we say otherwise, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'exec-into-container-v1/clusterrole': '`pods/*` matches no request',
  'rule-can-portforward-v1/clusterrole-clusterrolebinding': '`pods/*` matches no request',
  'rule-can-access-proxy-subresource/clusterrole-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-access-proxy-subresource/role-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-approve-cert-signing-request/clusterrole-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-approve-cert-signing-request/role-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-create-pv/clusterrole-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-create-pv/role-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-modify-admission-webhooks/clusterrole-rolebinding': NOT_IN_A_NAMESPACE,
  'rule-can-modify-admission-webhooks/role-rolebinding': NOT_IN_A_NAMESPACE,
};

interface Case {
  readonly id: string;
  readonly rule: string;
  readonly input: unknown;
  readonly expected_alerts: number;
}

const CASES: Case[] = readFileSync(
  new URL('../../../../../vectors/analysis/kubernetes-rbac-kubescape.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test.each(CASES)('$id: agrees with Kubescape, or is named with the reason', (one) => {
  const policy = readRbacPolicy(one.input);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  const found = explainRbac(policy.value).findings.filter(
    // Kubescape means the whole cluster when it says cluster-admin.
    ({ code, severity }) =>
      SAME[one.rule]?.includes(code) && (one.rule !== 'cluster-admin-role' || severity === 'high'),
  );
  const isSame = found.length > 0 === one.expected_alerts > 0;
  expect(isSame ? 'agrees' : 'differs').toBe(one.id in DIFFERENT ? 'differs' : 'agrees');
});
