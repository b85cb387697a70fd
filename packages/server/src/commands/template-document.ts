import { type Template as Drafted, templateFaults } from '@countersign/analysis';
import type { Decided, Digest, Id, Instant, OnLapse, PolicyLanguage } from '@countersign/domain';
import {
  type CasesPart,
  canonicalBytes,
  canonicalText,
  type FlatCase,
  type Json,
  parseCanonical,
  parseTemplate,
  type Template,
  type TemplateParameter,
  utf8,
} from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { canonicalise } from './canonicalise.ts';
import type { Deps } from './deps.ts';
import { readCases } from './read-cases.ts';

export interface TemplateInput {
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly name: string;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly purpose: string;
  readonly parameters: readonly TemplateParameter[];
  /** With holes, as the language writes it. */
  readonly policy: Json;
  readonly allow: readonly FlatCase[];
  readonly deny: readonly FlatCase[];
  /** Policy texts; without a ceiling the envelope is it. */
  readonly envelope: string;
  readonly ceiling: string | null;
  readonly cap: Template['cap'];
  readonly selector: Template['selector'];
  readonly instantiators: readonly Id[];
  readonly timeToLiveSeconds: number;
  readonly onLapse: OnLapse;
  readonly release: Template['release'];
  readonly sample: Template['sample'];
  readonly expires: Instant;
}

/** A template whose parts were read, outside the lock. */
export interface ReadTemplate {
  readonly need: CasesPart;
  readonly envelope: { readonly text: string; readonly digest: Digest };
  readonly ceiling: { readonly text: string; readonly digest: Digest };
}

/** Reads the parts of a template in workers; refuses everything that is wrong with holes, cases or policies. */
export async function readTemplateParts(
  deps: Pick<Deps, 'analysis'>,
  input: TemplateInput,
): Promise<Decided<ReadTemplate>> {
  const faults = templateFaults({ ...input, policy: input.policy as Drafted['policy'] });
  if (faults.length > 0) return { ok: false, refusals: faults };
  const need = await readCases(deps, input.language, input);
  if (!need.ok) return need;
  const envelope = await canonicalise(deps, input.envelope, input.language);
  if (!envelope.ok) return envelope;
  if (input.ceiling === null) {
    return {
      ok: true,
      value: { need: need.value, envelope: envelope.value, ceiling: envelope.value },
    };
  }
  const ceiling = await canonicalise(deps, input.ceiling, input.language);
  if (!ceiling.ok) return ceiling;
  return {
    ok: true,
    value: { need: need.value, envelope: envelope.value, ceiling: ceiling.value },
  };
}

/** Keeps the template and what it names when the command commits; refuses what the format does. */
export async function putTemplate(
  log: LockedLog,
  input: TemplateInput,
  read: ReadTemplate,
): Promise<Decided<Digest>> {
  const { language: _language, policy, allow: _allow, deny: _deny, ...said } = input;
  const document: Template = {
    kind: 'template',
    v: 1,
    workspace: log.workspace,
    ...said,
    purpose: await log.putText(input.purpose),
    policy: canonicalText(policy),
    need: read.need,
    envelope: await log.putDocument(utf8(read.envelope.text)),
    ceiling: await log.putDocument(utf8(read.ceiling.text)),
  };
  const bytes = canonicalBytes(document);
  const parsed = parseTemplate(bytes);
  return parsed.ok ? { ok: true, value: await log.putDocument(bytes) } : parsed;
}

/** A stored template as analysis instantiates it. */
export function draftedFrom({ name, parameters, need, policy }: Template): Drafted {
  const read = parseCanonical(utf8(policy));
  if (!read.ok) throw new Error('a stored template has no policy');
  return { name, parameters, language: need.language, policy: read.value };
}
