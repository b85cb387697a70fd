import { named } from '../client/people.ts';
import type { TemplateView } from '../client/views.ts';
import { inert } from '../terminal/layout.ts';
import { spanText } from '../terminal/template-screen.ts';
import type { Confirmation } from './confirmations.ts';
import { documentOf } from './standing-statement.ts';

/** The six confirmations of a template, in the order they are asked: each is about every instance there will be. */
export function standingConfirmations(
  view: TemplateView,
  provedDenials: readonly string[],
): Confirmation[] {
  const { owner, backupOwner, cap, timeToLiveSeconds } = documentOf(view);
  const { tier, reasons, validUntil } = view.submission ?? {
    tier: null,
    reasons: [],
    validUntil: '',
  };
  return [
    {
      word: 'intent',
      sentence: `template ${view.digest} serves its purpose: ${inert(view.purpose ?? '(its text was erased)')}`,
    },
    {
      word: 'risk',
      sentence: `I accept tier ${tier} (${reasons.map(inert).join(', ')}) for every instance until ${validUntil}, without being asked again`,
    },
    {
      word: 'denial',
      sentence: `these intended denials are proved of every instance and are enough: ${provedDenials.map(inert).join(', ')}`,
    },
    {
      word: 'ownership',
      sentence: `${named(owner, view.people)} answers for it, and ${named(backupOwner, view.people)} as backup`,
    },
    {
      word: 'scope',
      sentence: `I have read what is shown, ${view.presented}, with envelope, ceiling and parameters; at most ${cap.perNhi} live instances of an identity and ${cap.total} in total, each for ${spanText(timeToLiveSeconds)} at most`,
    },
    { word: 'exceptions', sentence: 'there are no exceptions, and a template can have none' },
  ];
}
