import { readJson } from '../../parse/json.ts';
import { MAX_POLICY_BYTES, readPolicyText } from '../../parse/text.ts';
import type { Parsed } from '../../refusal.ts';
import type { AwsPolicy } from '../model.ts';
import { readDocument } from './document.ts';

/** How much text is read. */
export interface ParseOptions {
  readonly maxBytes?: number;
}

/**
 * Parses AWS IAM policy text strictly. Refused, all reasons at once, each with line, column and pointer: too large,
 * not UTF-8, invisible characters, broken JSON, duplicate names, too deep, unknown, missing or conflicting elements,
 * wrong types.
 */
export function parsePolicyText(
  input: string | Uint8Array,
  options: ParseOptions = {},
): Parsed<AwsPolicy> {
  const text = readPolicyText(input, options.maxBytes ?? MAX_POLICY_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null) return { ok: false, refusals: json.refusals };
  const reading = readDocument(json.node, '');
  const refusals = [...json.refusals, ...reading.faults.refusals];
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: { ...reading.policy, source: text.value } };
}
