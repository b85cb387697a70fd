// Resources of Kubernetes that are in no namespace, so that a request for one names none.
const CLUSTERED: ReadonlySet<string> = new Set([
  'nodes',
  'namespaces',
  'persistentvolumes',
  'clusterroles',
  'clusterrolebindings',
  'customresourcedefinitions',
  'storageclasses',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'certificatesigningrequests',
  'apiservices',
  'priorityclasses',
  'ingressclasses',
  'runtimeclasses',
  'volumeattachments',
  'csidrivers',
  'csinodes',
  'users',
  'groups',
  'uids',
  'signers',
  'tokenreviews',
  'subjectaccessreviews',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
]);

/**
 * Whether a resource text (`pods`, `group/resource`, `nodes/proxy`) is of a kind that is in no namespace. Only for
 * words and examples: no proof hangs on it.
 */
export function isClustered(text: string): boolean {
  return text.split('/').some((part) => CLUSTERED.has(part));
}
