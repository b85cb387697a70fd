import { isJsonObject, type Json } from '@countersign/evidence';
import { jsonDocuments } from '../input/json-documents.ts';
import { step } from '../input/pointer.ts';
import type { Parsed } from '../refusal.ts';
import { type Place, yamlDocuments } from '../yaml/yaml-documents.ts';

/** An object of a cluster as it stands in a text. */
export interface KubernetesObject {
  readonly value: { readonly [name: string]: Json };
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  /** Empty where none is written. */
  readonly namespace: string;
  readonly pointer: string;
  readonly placeOf: (pointer: string) => Place | undefined;
}

/** Something in a text that is no object. */
export interface NoObject {
  readonly pointer: string;
  readonly why: string;
}

/** Objects of a text, in its order. */
export interface ObjectsReading {
  readonly objects: readonly KubernetesObject[];
  readonly others: readonly NoObject[];
}

/**
 * Reads objects from JSON (documents that follow each other, lists) or a YAML stream; lists (`kind: List`, and those of
 * the API such as `RoleList`, whose items have no kind of their own) are opened. Refused: what is no JSON and no YAML.
 */
export function readObjects(text: string): Parsed<ObjectsReading> {
  const documents = documentsOf(text);
  if (!documents.ok) return documents;
  const into: Into = { objects: [], others: [] };
  const several = documents.value.length > 1;
  for (const [index, { value, placeOf }] of documents.value.entries()) {
    const root = several ? `/${index}` : '';
    const place = (pointer: string): Place | undefined => placeOf(pointer.slice(root.length));
    collect(value, root, place, into);
  }
  return { ok: true, value: into };
}

interface Into {
  readonly objects: KubernetesObject[];
  readonly others: NoObject[];
}

type PlaceOf = KubernetesObject['placeOf'];

function documentsOf(text: string): Parsed<readonly { value: Json; placeOf: PlaceOf }[]> {
  // Comments and separators are YAML, so that only what begins like JSON is read as such.
  if (!/^\s*[[{]/.test(text)) return yamlDocuments(text);
  const documents = jsonDocuments(text);
  if (!documents.ok) return documents;
  return { ok: true, value: documents.value.map((value) => ({ value, placeOf: () => undefined })) };
}

function collect(value: Json, pointer: string, placeOf: PlaceOf, into: Into): void {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries())
      collect(item, step(pointer, index), placeOf, into);
    return;
  }
  if (!isJsonObject(value)) {
    into.others.push({ pointer, why: 'it is no object' });
    return;
  }
  const [kind, apiVersion] = [textOf(value['kind']), textOf(value['apiVersion'])];
  const items = value['items'];
  if (kind.endsWith('List') && Array.isArray(items)) {
    for (const [index, item] of (items as readonly Json[]).entries())
      collect(ofList(item, kind, apiVersion), step(`${pointer}/items`, index), placeOf, into);
    return;
  }
  if (kind === '' || apiVersion === '') {
    into.others.push({ pointer, why: 'it has no `kind` or no `apiVersion`' });
    return;
  }
  into.objects.push({ value, kind, apiVersion, pointer, placeOf, ...namesOf(value['metadata']) });
}

/** Items of a list of the API itself have the kind of the list. */
function ofList(item: Json, list: string, apiVersion: string): Json {
  if (!isJsonObject(item) || list === 'List' || 'kind' in item) return item;
  return { ...item, kind: list.slice(0, -'List'.length), apiVersion };
}

function namesOf(metadata: Json | undefined): { name: string; namespace: string } {
  if (!isJsonObject(metadata)) return { name: '', namespace: '' };
  const generated = textOf(metadata['generateName']);
  return {
    name: textOf(metadata['name']) || (generated === '' ? '' : `${generated}*`),
    namespace: textOf(metadata['namespace']),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
