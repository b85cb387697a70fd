import { isJsonObject, type Json } from '@countersign/evidence';
import { step } from '../input/pointer.ts';
import type { ChangeLayer } from '../policy-change.ts';
import { whyNoPolicy } from '../policy-text.ts';
import { quoted } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { own } from './own.ts';
import type { PolicyProperty } from './policy-properties.ts';
import type { Resolver } from './resolver.ts';

/** A policy of a template. */
export interface TemplatePolicy {
  readonly address: string;
  readonly attribute: string;
  readonly layer: ChangeLayer;
  /** JSON text; null where it is not known. */
  readonly text: string | null;
  /** What it is made of, with a symbol for all that is not known: alike before and after, it is the same policy. */
  readonly print: string;
  readonly unresolved: readonly Unresolved[];
}

/** What the policies of a template are read with. */
export interface PolicyReader {
  readonly resolver: Resolver;
  /** Documents of managed policies by ARN. */
  readonly managed: ReadonlyMap<string, string>;
}

/** The policies at a path of properties. */
export function atProperty(
  id: string,
  property: PolicyProperty,
  properties: Json,
  at: string,
  reader: PolicyReader,
): TemplatePolicy[] {
  return placesOf(property.path.split('/'), properties, at, '').map(({ value, pointer, name }) =>
    policyAt({ id, attribute: name, pointer }, property, value, reader),
  );
}

interface Found {
  readonly value: Json;
  readonly pointer: string;
  readonly name: string;
}

/** Follows a path; the items of a list are named by their own name, or by their number. */
function placesOf(
  [first, ...rest]: readonly string[],
  value: Json,
  pointer: string,
  name: string,
): Found[] {
  if (first === undefined) return [{ value, pointer, name }];
  if (first === '*') {
    // A list that a function makes is one place.
    if (!Array.isArray(value)) return [{ value, pointer, name }];
    return (value as readonly Json[]).flatMap((one, index) => {
      const named = isJsonObject(one) ? own(one, 'PolicyName') : undefined;
      const label =
        typeof named === 'string' ? named : rest.length === 0 ? JSON.stringify(one) : String(index);
      return placesOf(rest, one, step(pointer, index), `${name} ${label}`);
    });
  }
  const inner = Array.isArray(value)
    ? (value as readonly Json[])[Number(first)]
    : isJsonObject(value)
      ? (own(value, first) ?? functionIn(value))
      : undefined;
  return inner === undefined
    ? []
    : placesOf(rest, inner, step(pointer, first), name === '' ? first : name);
}

/** Where a function stands for an object, its members are not in the template. */
function functionIn(value: { readonly [name: string]: Json }): Json | undefined {
  const names = Object.keys(value);
  return names.length === 1 && names[0]?.startsWith('Fn::') === true ? value : undefined;
}

interface Place {
  readonly id: string;
  readonly attribute: string;
  readonly pointer: string;
}

function policyAt(
  place: Place,
  property: PolicyProperty,
  value: Json,
  reader: PolicyReader,
): TemplatePolicy {
  const made = property.form === 'arn' ? managedIn(value, reader.resolver) : undefined;
  if (made !== undefined) {
    const found = policyAt(place, { ...property, form: 'document' }, made.document, reader);
    return { ...found, print: `${made.id} ${found.print}` };
  }
  const { resolver } = reader;
  const { value: resolved = null, unresolved } = resolving(resolver, () =>
    resolver.resolve(value, place.pointer),
  );
  if (unresolved.length > 0) {
    const print = JSON.stringify(resolved);
    return { ...known(place, property.layer), text: null, print, unresolved };
  }
  if (property.form === 'arn') return managedPolicy(place, property.layer, resolved, reader);
  return documentPolicy(place, property, resolved);
}

function known({ id, attribute }: Place, layer: ChangeLayer) {
  return { address: id, attribute, layer };
}

function documentPolicy(
  place: Place,
  { layer, form }: PolicyProperty,
  value: Json,
): TemplatePolicy {
  const document = form === 'statement' && value !== null ? wrapped(value) : value;
  if (document === null)
    return { ...known(place, layer), text: null, print: 'null', unresolved: [] };
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const why = whyNoPolicy(text);
  const unresolved = why === null ? [] : [{ pointer: place.pointer, what: place.id, why }];
  return { ...known(place, layer), text: why === null ? text : null, print: text, unresolved };
}

/** The document of a managed policy that the template itself makes and refers to. */
function managedIn(
  value: Json,
  { template }: Resolver,
): { id: string; document: Json } | undefined {
  const id = isJsonObject(value) ? value['Ref'] : undefined;
  const resource = typeof id === 'string' ? own(template.resources, id) : undefined;
  if (!isJsonObject(resource) || resource['Type'] !== 'AWS::IAM::ManagedPolicy') return undefined;
  const properties = resource['Properties'];
  const document = isJsonObject(properties) ? own(properties, 'PolicyDocument') : undefined;
  return document === undefined ? undefined : { id: String(id), document };
}

function wrapped(statement: Json): Json {
  return { Version: '2012-10-17', Statement: statement };
}

/** Runs one resolution and takes what it could not resolve. */
export function resolving<T>(
  resolver: Resolver,
  run: () => T,
): { readonly value: T; readonly unresolved: readonly Unresolved[] } {
  const before = resolver.unresolved.length;
  const value = run();
  return { value, unresolved: resolver.unresolved.splice(before) };
}

function managedPolicy(
  place: Place,
  layer: ChangeLayer,
  arn: Json,
  { managed }: PolicyReader,
): TemplatePolicy {
  const text = typeof arn === 'string' ? managed.get(arn) : undefined;
  const of = { ...known(place, layer), print: `${String(arn)} ${text ?? ''}` };
  if (text !== undefined) return { ...of, text, unresolved: [] };
  const why = `the document of ${quoted(String(arn))} is not in the template`;
  return { ...of, text: null, unresolved: [{ pointer: place.pointer, what: place.id, why }] };
}

/** A policy of which nothing but its place is known. */
export function unknownPolicy(
  address: string,
  attribute: string,
  why: string,
  value: Json,
  pointer: string,
): TemplatePolicy {
  const unresolved = [{ pointer, what: address, why }];
  return {
    address,
    attribute,
    layer: 'access',
    text: null,
    print: JSON.stringify(value),
    unresolved,
  };
}
