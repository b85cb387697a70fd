import { isJsonObject, type Json } from '@countersign/evidence';
import { jsonDocuments } from '../input/json-documents.ts';
import { type Parsed, refusal, refused } from '../refusal.ts';
import { yamlDocuments } from '../yaml/yaml-documents.ts';
import { longForm } from './tags.ts';

type Section = { readonly [name: string]: Json };

/** The sections of a template that policies depend on. */
export interface Template {
  readonly parameters: Section;
  readonly mappings: Section;
  readonly conditions: Section;
  readonly resources: Section;
  /** Macros that rewrite the template before it is used. */
  readonly transforms: readonly string[];
}

/** Reads a template, JSON or YAML with short forms. Refused: broken text, and what has no `Resources`. */
export function readTemplate(text: string): Parsed<Template> {
  const value = parsedText(text);
  if (!value.ok) return value;
  const top = isJsonObject(value.value) ? value.value : {};
  if (!isJsonObject(top['Resources'])) {
    return refused(refusal('WRONG_TYPE', 'this is no template: it has no `Resources`'));
  }
  const section = (name: string): Section => {
    const found = top[name];
    return isJsonObject(found) ? found : {};
  };
  return {
    ok: true,
    value: {
      parameters: section('Parameters'),
      mappings: section('Mappings'),
      conditions: section('Conditions'),
      resources: top['Resources'],
      transforms: transformsOf(top['Transform']),
    },
  };
}

function parsedText(text: string): Parsed<Json> {
  if (/^\s*\{/.test(text)) {
    const documents = jsonDocuments(text);
    return documents.ok ? { ok: true, value: documents.value[0] ?? null } : documents;
  }
  const documents = yamlDocuments(text, longForm);
  return documents.ok ? { ok: true, value: documents.value[0]?.value ?? null } : documents;
}

function transformsOf(value: Json | undefined): string[] {
  return [value ?? []].flat().map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
}
