import type { RequirementCases } from '../requirement/requirement-case.ts';
import type { Check } from './checks.ts';
import { type HiddenText, hiddenTexts } from './hidden-text.ts';

/** Places that one check names; the rest is counted. */
const NAMED = 8;

/** Texts of the policy and of the requirement that do not read as what they are. */
export function hiddenTextCheck(canonicalText: string, requirement: RequirementCases): Check {
  const { policy }: { readonly policy: unknown } = JSON.parse(canonicalText);
  const found = [...hiddenTexts('policy', policy), ...hiddenTexts('requirement', requirement)];
  return {
    name: 'no-hidden-text',
    outcome: found.length > 0 ? 'failed' : 'passed',
    group: 'policy',
    blocking: true,
    proves:
      'no text of the policy or of the requirement holds invisible characters, letters of mixed scripts, letters drawn like others, or punycode',
    doesNotProve: 'that plain names are not chosen to resemble each other',
    detail: found.length === 0 ? 'all texts read as what they are' : told(found),
  };
}

function told(found: readonly HiddenText[]): string {
  const rest = found.length - NAMED;
  const places = found
    .slice(0, NAMED)
    .map(
      ({ document, pointer, offset, why }) =>
        `${document} ${pointer} character ${offset + 1}: ${why}`,
    );
  return [...places, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
