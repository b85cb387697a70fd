// For tests only. The parser and JSON Schema of each golden file's format.
import type { Json } from '../../bytes/index.ts';
import type { Parsed } from '../../refusal.ts';
import type { JsonSchema } from '../../schema/index.ts';
import * as formats from '../index.ts';
import type { FormatName } from './golden-formats.ts';

interface Format {
  readonly parse: (input: Uint8Array | Json) => Parsed<unknown>;
  readonly schema: JsonSchema;
}

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  approval: { parse: formats.parseApproval, schema: formats.approvalSchema },
  assessment: { parse: formats.parseAssessment, schema: formats.assessmentSchema },
  epoch: { parse: formats.parseEpoch, schema: formats.epochSchema },
  'export-header': { parse: formats.parseExportHeader, schema: formats.exportHeaderSchema },
  freshness: { parse: formats.parseFreshness, schema: formats.freshnessSchema },
  'gate-state': { parse: formats.parseGateState, schema: formats.gateStateSchema },
  instance: { parse: formats.parseInstance, schema: formats.instanceSchema },
  inventory: { parse: formats.parseInventory, schema: formats.inventorySchema },
  'log-event': { parse: formats.parseLogEvent, schema: formats.logEventSchema },
  'login-challenge': { parse: formats.parseLoginChallenge, schema: formats.loginChallengeSchema },
  manifest: { parse: formats.parseManifest, schema: formats.manifestSchema },
  provenance: { parse: formats.parseProvenance, schema: formats.provenanceSchema },
  release: { parse: formats.parseRelease, schema: formats.releaseSchema },
  requirement: { parse: formats.parseRequirementV1, schema: formats.requirementSchema },
  'requirement-v2': { parse: formats.parseRequirementV2, schema: formats.requirementV2Schema },
  revocation: { parse: formats.parseRevocation, schema: formats.revocationSchema },
  roster: { parse: formats.parseRoster, schema: formats.rosterSchema },
  'rule-set-v2': { parse: formats.parseRuleSetV2, schema: formats.ruleSetV2Schema },
  'rule-set': { parse: formats.parseRuleSetV1, schema: formats.ruleSetSchema },
  'standing-approval': {
    parse: formats.parseStandingApproval,
    schema: formats.standingApprovalSchema,
  },
  template: { parse: formats.parseTemplate, schema: formats.templateSchema },
  'trust-policy': { parse: formats.parseTrustPolicy, schema: formats.trustPolicySchema },
  use: { parse: formats.parseUse, schema: formats.useSchema },
  verification: {
    parse: formats.parseVerificationResult,
    schema: formats.verificationResultSchema,
  },
};

/** `CODE sentence` of each refusal; empty when it was accepted. */
export const refusalsOf = (parsed: Parsed<unknown>): readonly string[] =>
  parsed.ok ? [] : parsed.refusals.map(({ code, message }) => `${code} ${message}`);

/** A copy with what stands at each JSON pointer replaced. */
export function edited(value: unknown, edits: Readonly<Record<string, unknown>>): Json {
  const copy = JSON.parse(JSON.stringify(value)) as Json;
  return Object.entries(edits).reduce<Json>(
    (whole, [pointer, put]) => replaced(whole, pointer.split('/').slice(1), put as Json),
    copy,
  );
}

function replaced(value: Json, [step, ...rest]: readonly string[], put: Json): Json {
  if (step === undefined) return put;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const at = Number(step);
    return at === items.length
      ? [...items, put]
      : items.map((item, index) => (index === at ? replaced(item, rest, put) : item));
  }
  const members = value as { readonly [key: string]: Json };
  return { ...members, [step]: replaced(members[step] ?? null, rest, put) };
}
