import { isJsonObject, type Json } from '@countersign/evidence';
import { isLimit, NO_LIMIT } from '../policy-change.ts';
import { whyNoPolicy } from '../policy-text.ts';
import { quoted } from '../refusal.ts';
import type { Configuration } from './configuration.ts';
import { at, type ManagedPolicies } from './managed-policies.ts';
import type { PolicyAttribute } from './policy-attributes.ts';
import { type ResourceChange, unknownIn } from './resource-change.ts';

/** A policy on one side of a change, by what it is called inside its resource; `why` says why it is not known. */
export type Side = ReadonlyMap<
  string,
  { readonly text: string } | { readonly why: string; readonly at: string }
>;

/** What a side is read with. */
export interface Surroundings {
  readonly managed: ManagedPolicies;
  readonly configuration: Configuration;
}

/** The policies of one attribute before or after. */
export function sideOf(
  change: ResourceChange,
  attribute: PolicyAttribute,
  side: 'from' | 'to',
  surroundings: Surroundings,
): Side {
  const values = side === 'from' ? change.before : change.after;
  const mask = side === 'from' ? null : at(change.unknown, attribute.attribute);
  const value = values === null ? null : (values[attribute.attribute] ?? null);
  if (mask === true) return unknownSide(change, attribute, surroundings);
  switch (attribute.form) {
    case 'text':
      return textSide(value, attribute);
    case 'arn':
      return arnSide(value, attribute, side, surroundings);
    case 'arns':
      return arnsSide(value, mask, side, surroundings);
    case 'blocks':
      return blocksSide(value, mask);
    default:
      return attribute.form satisfies never;
  }
}

/** The whole value is known after apply only: because of what it is made of, or because the service chooses it. */
function unknownSide(
  change: ResourceChange,
  { attribute, form }: PolicyAttribute,
  { managed, configuration }: Surroundings,
): Side {
  const expression = configuration.expressionOf(change, attribute);
  // Nobody wrote it: the service fills it in, and what it fills in is no change of the plan.
  if (expression === undefined) return new Map();
  const references = expression?.references ?? [];
  if (form === 'arn') {
    const [made] = references.flatMap((one) => {
      const [, address] = /^(aws_iam_policy\.[^.[]+)(?:\[.*\])?\.(?:arn|id)$/.exec(one) ?? [];
      return address === undefined ? [] : [managed.documentAt(change.module, address)];
    });
    if (made !== undefined) return new Map([['', { text: made }]]);
  }
  const because = references.length === 0 ? '' : `, from ${references.map(quoted).join(', ')}`;
  return new Map([['', { why: `\`${attribute}\` is known after apply only${because}`, at: '' }]]);
}

function textSide(value: Json, { attribute, layer }: PolicyAttribute): Side {
  if (value === null || value === '') return none(layer);
  return new Map([['', policyIn(value, attribute, '')]]);
}

function none(layer: PolicyAttribute['layer']): Side {
  return isLimit(layer) ? new Map([['', { text: NO_LIMIT }]]) : new Map();
}

function policyIn(value: Json, what: string, pointer: string) {
  if (typeof value !== 'string') return { why: `\`${what}\` is no text`, at: pointer };
  const why = whyNoPolicy(value);
  return why === null ? { text: value } : { why, at: pointer };
}

function arnSide(
  value: Json,
  { layer }: PolicyAttribute,
  side: 'from' | 'to',
  { managed }: Surroundings,
): Side {
  if (value === null || value === '') return none(layer);
  return new Map([['', managedIn(value, side, managed, '')]]);
}

function managedIn(value: Json, side: 'from' | 'to', managed: ManagedPolicies, pointer: string) {
  const text = typeof value === 'string' ? managed.documentOf(value, side) : undefined;
  if (text !== undefined) return policyIn(text, 'policy', pointer);
  const named = typeof value === 'string' ? quoted(value) : 'it';
  return { why: `the document of ${named} is not in the plan`, at: pointer };
}

function arnsSide(value: Json, mask: Json, side: 'from' | 'to', { managed }: Surroundings): Side {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  const known = list.map(
    (arn, index) => [String(arn), managedIn(arn, side, managed, `/${index}`)] as const,
  );
  return new Map([...known.filter(([arn]) => arn !== 'null'), ...unknownItems(mask)]);
}

function blocksSide(value: Json, mask: Json): Side {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  const read = list.flatMap((block, index) => {
    if (!isJsonObject(block) || (block['policy'] ?? '') === '') return [];
    return [
      [
        String(block['name']),
        policyIn(block['policy'] ?? null, 'policy', `/${index}/policy`),
      ] as const,
    ];
  });
  return new Map([...read, ...unknownItems(mask)]);
}

function unknownItems(mask: Json) {
  return unknownIn(mask).map(
    (pointer) =>
      [`(unknown) ${pointer}`, { why: 'it is known after apply only', at: pointer }] as const,
  );
}
