import type { ExplainedStatement, Explanation } from '../questions/answer.ts';
import { findingsOf } from './findings.ts';
import type { GitHubAppGrant, GrantsPolicy, Of, ScopedGrant } from './model.ts';
import { originOf, whoOf } from './questions/classes.ts';
import { subjectOf } from './sets/side.ts';

const SHOWN = 5;

/** What a set of grants gives, in one sentence for each kind of thing that a grant reaches. */
export function explain(policy: GrantsPolicy): Explanation {
  const sentences = policy.grants.flatMap((grant, index): ExplainedStatement[] => {
    const texts = grant.kind === 'github-app' ? appTexts(grant) : [scopedText(grant)];
    const who = whoOf(subjectOf(grant));
    const origins = [originOf(index, policy)];
    return texts.map((text) => ({ text: `${who} ${text}`, origins }));
  });
  return { sentences, findings: findingsOf(policy) };
}

const PLACES: readonly Of[] = ['repository', 'organization', 'account', 'enterprise'];

function appTexts(grant: GitHubAppGrant): string[] {
  const texts = PLACES.flatMap((of) => {
    const own = grant.permissions.filter((permission) => permission.of === of);
    if (own.length === 0) return [];
    const rights = own.map(({ name, level }) => `\`${name}: ${level}\``);
    return [`has ${listText(rights)} ${placeText(grant, of)}`];
  });
  return texts.length === 0 ? ['has no permission'] : texts;
}

function placeText({ account, repositories }: GitHubAppGrant, of: Of): string {
  const owner = account === null ? 'every account it is installed on' : `\`${account}\``;
  switch (of) {
    case 'repository':
      if (repositories === 'all') return `on all repositories of ${owner}, present and future`;
      if (repositories.length === 0) return 'on no repository';
      return `on ${listText(repositories.map((name) => `\`${name}\``))}`;
    case 'organization':
      return account === null ? 'in every organization it is installed on' : `in ${owner}`;
    case 'account':
      return 'for every user who authorizes it';
    case 'enterprise':
      return 'in the enterprise';
    default:
      return of satisfies never;
  }
}

function scopedText({ kind, scopes, resources }: ScopedGrant): string {
  const held = scopes.length === 0 ? 'no scope' : listText(scopes.map((scope) => `\`${scope}\``));
  const noun = kind === 'oauth' ? 'audience' : 'resource';
  if (resources === 'all') return `holds ${held} at every ${noun}`;
  if (resources.length === 0) return `holds ${held} at no ${noun}`;
  return `holds ${held} at ${listText(resources.map((name) => `\`${name}\``))}`;
}

function listText(texts: readonly string[]): string {
  const rest = texts.length - SHOWN;
  return rest > 1 ? `${texts.slice(0, SHOWN).join(', ')} and ${rest} more` : texts.join(', ');
}
