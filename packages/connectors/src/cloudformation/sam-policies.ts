import { isJsonObject, type Json } from '@countersign/evidence';
import { step } from '../input/pointer.ts';
import { own } from './own.ts';
import type { PolicyProperty } from './policy-properties.ts';
import {
  atProperty,
  type PolicyReader,
  type TemplatePolicy,
  unknownPolicy,
} from './template-policy.ts';

/**
 * Policies of a function of the Serverless Application Model: documents and ARNs are read; a policy template (such as
 * `S3ReadPolicy`), a connector or an event makes policies that only the macro knows, and is undetermined by its name.
 */
export function samPolicies(
  id: string,
  properties: Json,
  at: string,
  reader: PolicyReader,
): TemplatePolicy[] {
  if (!isJsonObject(properties)) return [];
  const policies = own(properties, 'Policies');
  const list = Array.isArray(policies)
    ? (policies as readonly Json[])
    : policies === undefined
      ? []
      : [policies];
  const listed = list.flatMap((one, index) =>
    samPolicy(id, one, index, step(`${at}/Policies`, index), reader),
  );
  const documents = READ.flatMap((one) => atProperty(id, one, properties, at, reader));
  const made = MAKES.filter(([, always]) => always || own(properties, 'Role') === undefined);
  return [
    ...listed,
    ...documents,
    ...made.flatMap(([name]) => madeByMacro(id, name, properties, at)),
  ];
}

const READ: readonly PolicyProperty[] = [
  { path: 'AssumeRolePolicyDocument', layer: 'resource', form: 'document' },
  { path: 'PermissionsBoundary', layer: 'boundary', form: 'arn' },
];

/** Properties that make the macro add permissions: always, or to the role that it makes where none is named. */
const MAKES: readonly (readonly [name: string, always: boolean])[] = [
  ['Connectors', true],
  ['Events', true],
  ['FunctionUrlConfig', true],
  ['VpcConfig', false],
  ['DeadLetterQueue', false],
  ['Tracing', false],
  ['KmsKeyArn', false],
];

function madeByMacro(
  id: string,
  name: string,
  properties: { readonly [name: string]: Json },
  at: string,
): TemplatePolicy[] {
  const value = own(properties, name);
  if (value === undefined) return [];
  const why = `\`${name}\` makes the macro add permissions that are not in the template`;
  return [unknownPolicy(id, name, why, value, step(at, name))];
}

function samPolicy(
  id: string,
  value: Json,
  index: number,
  pointer: string,
  reader: PolicyReader,
): TemplatePolicy[] {
  const label = `Policies ${index}`;
  const isDocument = isJsonObject(value) && 'Statement' in value;
  const names = isJsonObject(value) ? Object.keys(value) : [];
  const isFunction = names.some((name) => name === 'Ref' || name.startsWith('Fn::'));
  if (!isDocument && isJsonObject(value) && !isFunction) {
    const [name = ''] = names;
    return [
      unknownPolicy(
        id,
        `${label} ${name}`,
        `the policy template \`${name}\` is known to the macro only`,
        value,
        pointer,
      ),
    ];
  }
  const form = isDocument ? 'document' : 'arn';
  return atProperty(
    id,
    { path: label, layer: 'identity', form },
    { [label]: value },
    pointer,
    reader,
  );
}
