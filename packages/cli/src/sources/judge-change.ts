import type { DiffResult, Language } from '@countersign/analysis';
import type { PolicyChange } from '@countersign/connectors';

/** A change with what it comes to; `diff` is null where it could not be asked. */
export interface JudgedChange {
  readonly change: PolicyChange;
  readonly diff: DiffResult | null;
  readonly allowed: DiffResult['allowed'];
  readonly why: readonly string[];
}

/** Decides one change of a plan; one with something unresolved is undetermined. */
export function judgeChange(
  change: PolicyChange,
  languages: ReadonlyMap<string, Language>,
): JudgedChange {
  const reasons = change.unresolved.map(({ why }) => why);
  const language = languages.get(change.language);
  if (reasons.length > 0 || language === undefined) {
    return { change, diff: null, allowed: 'undetermined', why: reasons };
  }
  const [from, to] = [change.from, change.to].map((text) =>
    text === null ? null : language.read(text),
  );
  const faults = [from, to].flatMap((side) => (side?.ok === false ? side.refusals : []));
  if (faults.length > 0) {
    return {
      change,
      diff: null,
      allowed: 'undetermined',
      why: faults.map(({ message }) => message),
    };
  }
  const diff = language.diff(from?.ok ? from.value : null, to?.ok ? to.value : null);
  return { change, diff, allowed: diff.allowed, why: diff.undetermined ?? [] };
}
