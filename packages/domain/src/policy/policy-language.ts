import type { Facts } from '../facts.ts';
import { documentUnknown } from '../law.ts';
import { unless } from '../refusal.ts';
import type { Digest, PolicyLanguage, Refusal } from '../values.ts';

/** DOCUMENT_UNKNOWN and LANGUAGE_MISMATCH unless canonical bytes of that digest are at hand in the language of the policy. */
export function requireContent(
  document: Digest,
  language: PolicyLanguage,
  facts: Facts,
): readonly Refusal[] {
  const content = facts.policy(document);
  if (content === undefined) return [documentUnknown(document, 'policy')];
  return requireLanguage(language, content.language, 'content');
}

/** LANGUAGE_MISMATCH where what belongs to a policy is written in another language. */
export function requireLanguage(
  policy: PolicyLanguage,
  other: PolicyLanguage,
  what: 'content' | 'requirement',
): readonly Refusal[] {
  return unless(
    policy === other,
    'LANGUAGE_MISMATCH',
    `the ${what} is in \`${other}\`, the policy in \`${policy}\``,
    { policy, [what]: other },
  );
}
