import type { Access, LanguageName } from '@countersign/analysis';
import type { Given } from '../frame/given.ts';
import { inert, wrap } from './layout.ts';
import { requestText } from './request-text.ts';
import type { Style } from './style.ts';

/** One answer: who, whether, and by what. */
export function accessText(access: Access, style: Style): string {
  const { holder, kind, statements, because, witness } = access;
  const line = (text: string): string => style.dim(wrap(text, '    ', style.width));
  return [
    wrap(`${answerText(access, style)}  ${inert(kind)} ${inert(holder)}`, '', style.width),
    ...statements.map((place) => line(`by ${inert(place)}`)),
    ...(witness === undefined ? [] : [line(`for example ${requestText(witness)}`)]),
    ...because.map((text) => line(`because ${inert(text)}`)),
  ].join('\n');
}

function answerText({ answer, explicit }: Access, style: Style): string {
  switch (answer) {
    case 'allow':
      return style.green('✓ may');
    case 'deny':
      return style.red(explicit ? '✗ may not, by a Deny' : '✗ may not');
    case 'conditional':
      return style.yellow('~ may under conditions');
    case 'undetermined':
      return style.yellow('? undetermined');
    default:
      return answer satisfies never;
  }
}

/** What was looked at, so that nobody takes it for more. */
export function scopeText(language: LanguageName, given: Given, style: Style): string {
  const isWorkspace = given.list('policies').length === 0;
  const text = isWorkspace
    ? 'looked at: each policy of the workspace that is in force or adopted as found, by itself.'
    : `looked at: ${OF_FILES[language]}`;
  return style.dim(wrap(text, '', style.width));
}

const OF_FILES: Readonly<Record<LanguageName, string>> = {
  'aws-iam':
    'policies of users, groups and roles, and boundaries. Policies of resources, sessions and organizations are not in the files.',
  'kubernetes-rbac':
    'roles and bindings. Other authorizers, and the group `system:masters`, are not looked at.',
  grants: 'the grants of the files.',
};
