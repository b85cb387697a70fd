import type { Access } from '@countersign/analysis';
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
export function scopeText(given: Given, style: Style): string {
  const text =
    given.list('policies').length > 0
      ? 'looked at: what the files hold. Policies of resources, sessions and organizations are not in them.'
      : 'looked at: each policy of the workspace that is in force or adopted as found, by itself.';
  return style.dim(wrap(text, '', style.width));
}
