import type { CandidateView } from '../client/views.ts';
import { type CaseDocument, caseText } from './case-text.ts';
import { heading, inert, wrap } from './layout.ts';
import type { Style } from './style.ts';

type Survivors = NonNullable<CandidateView['mutants']>;

/**
 * The wider policies that neither denials nor guardrails would catch, under the denial that would, each with the id that
 * `requirement add-denial --from-mutant` takes. Nothing where none survives.
 */
export function survivorsText({ id, mutants = [], requirement }: CandidateView, style: Style) {
  const [first] = mutants;
  if (first === undefined) return '';
  const groups = [...byDenial(mutants)].flatMap(([denial, those]) => [
    wrap(denial, '  ', style.width),
    ...those.map((one) => wrap(`${inert(one.id)}: ${inert(one.what)}`, '    ', style.width)),
  ]);
  const add = `countersign requirement add-denial ${requirement.id} --from-mutant ${id}:`;
  return [
    heading(`Nothing would catch (${mutants.length})`, style),
    ...groups,
    style.dim(`  to add one: ${add}${inert(first.id)}`),
  ].join('\n');
}

function byDenial(mutants: Survivors): Map<string, Survivors> {
  const groups = new Map<string, Survivors>();
  for (const one of mutants) {
    const denial = denialText(one.suggestion);
    groups.set(denial, [...(groups.get(denial) ?? []), one]);
  }
  return groups;
}

function denialText(suggestion: Survivors[number]['suggestion']): string {
  if (suggestion === null) return 'no denial was found that would catch';
  return `deny ${caseText(suggestion as CaseDocument)}`;
}
