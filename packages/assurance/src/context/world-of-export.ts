import type { Instant } from '@countersign/domain';
import { type Digest, type Parsed, parseRoster, parseRuleSet } from '@countersign/evidence';
import type { ReadExport } from '../audit/read-export.ts';
import { auditOf } from '../audit/verify-export.ts';
import type { ContextWorld } from './context-for.ts';

/**
 * What an audit export knows, to verify a candidate in without a server. An export with any finding is refused
 * (EXPORT_NOT_SOUND, with the codes): what it says is in force may not be.
 */
export function worldOfExport(
  files: ReadonlyMap<string, Uint8Array>,
  at: Instant,
): Parsed<ContextWorld> {
  const { report, content } = auditOf({ files, known: null });
  const codes = [...new Set(report.findings.map(({ code }) => code))];
  if (content === null || codes.length > 0) {
    return refused(`the audit of the export finds ${codes.join(', ')}`, { codes });
  }
  return worldOf(content, at);
}

function worldOf({ replayed, documents, texts }: ReadExport, at: Instant): Parsed<ContextWorld> {
  const { state } = replayed;
  const bytesOf = (digest: Digest | undefined) =>
    (digest === undefined ? undefined : documents.byDigest.get(digest)) ?? new Uint8Array();
  const roster = parseRoster(bytesOf(state.workspace?.roster.digest));
  const ruleSet = parseRuleSet(bytesOf(state.workspace?.ruleSet.digest));
  if (!roster.ok || !ruleSet.ok) return refused('the export lacks its Roster or its RuleSet', {});
  return {
    ok: true,
    value: {
      state,
      roster: roster.value,
      ruleSet: ruleSet.value,
      documents: (digest) => documents.byDigest.get(digest),
      texts: (digest) => texts.texts.get(digest) ?? null,
      at,
    },
  };
}

function refused(message: string, details: Readonly<Record<string, unknown>>): Parsed<never> {
  return { ok: false, refusals: [{ code: 'EXPORT_NOT_SOUND', message, details }] };
}
