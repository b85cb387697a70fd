import { isJsonObject, type Json } from '@countersign/evidence';
import { lambdaPolicy } from '../aws/lambda-permission.ts';
import { step } from '../input/pointer.ts';
import type { ChangeLayer } from '../policy-change.ts';
import { looksLikePolicy } from '../policy-text.ts';
import { quoted } from '../refusal.ts';
import { own } from './own.ts';
import { OTHER_ACCESS, POLICY_PROPERTIES } from './policy-properties.ts';
import type { Resolver } from './resolver.ts';
import { samPolicies } from './sam-policies.ts';
import {
  atProperty,
  type PolicyReader,
  resolving,
  type TemplatePolicy,
  unknownPolicy,
} from './template-policy.ts';

/** Every policy of a template's resources, those of resources whose condition does not hold left out. */
export function policiesOf(reader: PolicyReader): TemplatePolicy[] {
  return Object.entries(reader.resolver.template.resources).flatMap(([id, resource]) =>
    resourcePolicies(id, resource, reader),
  );
}

function resourcePolicies(id: string, resource: Json, reader: PolicyReader): TemplatePolicy[] {
  const at = step('/Resources', id);
  if (id.startsWith('Fn::ForEach')) {
    return [unknownPolicy(id, '', 'loops are not opened here', resource, at)];
  }
  const type = isJsonObject(resource) ? String(resource['Type'] ?? '') : '';
  const condition = isJsonObject(resource) ? resource['Condition'] : undefined;
  const holds = typeof condition === 'string' ? reader.resolver.holds(condition, at) : true;
  if (holds === false) return [];
  const policies = typedPolicies(id, type, resource, reader);
  if (holds === true) return policies;
  const why = `whether the condition ${quoted(String(condition))} holds is not known`;
  const doubt = { pointer: step(at, 'Condition'), what: id, why };
  return policies.map((one) => ({
    ...one,
    print: `${String(condition)} ${one.print}`,
    unresolved: [...one.unresolved, doubt],
  }));
}

function typedPolicies(
  id: string,
  type: string,
  resource: Json,
  reader: PolicyReader,
): TemplatePolicy[] {
  const properties = isJsonObject(resource) ? (resource['Properties'] ?? {}) : {};
  const at = `${step('/Resources', id)}/Properties`;
  const why = OTHER_ACCESS.get(type);
  if (why !== undefined) return [unknownPolicy(id, '', why, properties, at)];
  if (type === 'AWS::Lambda::Permission') return [permission(id, properties, at, reader.resolver)];
  if (type === 'AWS::Organizations::Policy') return organizationPolicy(id, properties, at, reader);
  if (type === 'AWS::Serverless::Function') return samPolicies(id, properties, at, reader);
  const known = POLICY_PROPERTIES.get(type);
  if (known !== undefined)
    return known.flatMap((one) => atProperty(id, one, properties, at, reader));
  return documentsIn(properties).flatMap((path) =>
    atProperty(id, { path, layer: 'resource', form: 'document' }, properties, at, reader),
  );
}

/** Paths of whatever looks like a policy in a resource of a type that is not known. */
function documentsIn(value: Json, path: readonly string[] = []): string[] {
  if (path.length > 32 || typeof value !== 'object' || value === null) return [];
  if (
    isJsonObject(value) &&
    looksLikePolicy(JSON.stringify({ Statement: value['Statement'] ?? null }))
  )
    return [path.join('/')];
  return Object.entries(value).flatMap(([name, one]) => documentsIn(one, [...path, name]));
}

function permission(id: string, properties: Json, at: string, resolver: Resolver): TemplatePolicy {
  const { value, unresolved } = resolving(resolver, () => resolver.resolve(properties, at));
  const part = (name: string): string | null => {
    const found = isJsonObject(value) ? own(value, name) : undefined;
    return typeof found === 'string' && found !== '' ? found : null;
  };
  const text = lambdaPolicy({
    action: part('Action') ?? '',
    functionName: part('FunctionName') ?? '',
    qualifier: null,
    principal: part('Principal') ?? '',
    sourceArn: part('SourceArn'),
    sourceAccount: part('SourceAccount'),
    organization: part('PrincipalOrgID'),
    eventSourceToken: part('EventSourceToken'),
    urlAuthType: part('FunctionUrlAuthType'),
  });
  const isKnown = unresolved.length === 0;
  return {
    address: id,
    attribute: '',
    layer: 'resource',
    text: isKnown ? text : null,
    print: text,
    unresolved,
  };
}

/** Policies of an organization that are no access policies (tags, backups) decide nothing here. */
function organizationPolicy(
  id: string,
  properties: Json,
  at: string,
  reader: PolicyReader,
): TemplatePolicy[] {
  const type = isJsonObject(properties) ? properties['Type'] : undefined;
  const layers: Readonly<Record<string, ChangeLayer>> = {
    SERVICE_CONTROL_POLICY: 'scp',
    RESOURCE_CONTROL_POLICY: 'rcp',
  };
  if (typeof type !== 'string')
    return [unknownPolicy(id, 'Type', 'what kind of policy it is cannot be told', properties, at)];
  const layer = own(layers, type);
  return layer === undefined
    ? []
    : atProperty(id, { path: 'Content', layer, form: 'document' }, properties, at, reader);
}
