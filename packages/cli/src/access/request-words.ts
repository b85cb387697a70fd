import type { AccessQuestion, LanguageName } from '@countersign/analysis';
import { readRequest } from '../files/read-request.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';

/** What ACTION, RESOURCE and the options ask, in the words of the language. */
export async function accessQuestion(
  language: LanguageName,
  action: string,
  resource: string,
  given: Given,
): Promise<AccessQuestion> {
  const isPattern = [action, resource].some((text) => text.includes('*'));
  switch (language) {
    case 'aws-iam': {
      const context = given.maybe('context');
      if (context === undefined) return { request: { action, resource }, isConcrete: false };
      if (isPattern) throw badInput('BAD_REQUEST', 'a request with a context has no wildcards');
      const values = await readRequest(context);
      return { request: { action, resource, context: values }, isConcrete: true };
    }
    case 'grants':
      return { request: { action, resource }, isConcrete: !isPattern };
    case 'kubernetes-rbac':
      return { request: kubernetesRequest(action, resource, given), isConcrete: !isPattern };
    default:
      return language satisfies never;
  }
}

/** `pods`, `pods/exec`, `deployments.apps/scale`, or a path such as `/healthz`; name and namespace are options. */
function kubernetesRequest(verb: string, resource: string, given: Given): Record<string, unknown> {
  if (resource.startsWith('/')) return { verb, path: resource };
  const [full = '', subresource] = resource.split('/');
  const [plural = '', ...group] = full.split('.');
  const [name, namespace] = [given.maybe('name'), given.maybe('namespace')];
  return {
    verb,
    apiGroup: group.join('.'),
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
