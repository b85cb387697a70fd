import { named } from '../client/people.ts';
import type { CandidateView } from '../client/views.ts';
import { refusal } from '../frame/failure.ts';
import type { Asker } from '../terminal/ask.ts';
import { inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** One of the six confirmations: its own word, and a sentence that names what it refers to. */
export interface Confirmation {
  readonly word: 'intent' | 'risk' | 'denial' | 'ownership' | 'scope' | 'exceptions';
  readonly sentence: string;
}

/** The six confirmations of a candidate (DESIGN section 6), in the order they are asked. */
export function confirmationsOf(
  view: CandidateView,
  provedDenials: readonly string[],
): Confirmation[] {
  const { document, digest, purpose } = view.requirement;
  const exceptions = view.submission?.exceptions ?? [];
  return [
    {
      word: 'intent',
      sentence: `the change serves requirement ${digest}: ${inert(purpose ?? '(its text was erased)')}`,
    },
    {
      word: 'risk',
      sentence: `I accept tier ${view.submission?.tier} (${view.submission?.reasons.map(inert).join(', ')})`,
    },
    {
      word: 'denial',
      sentence: `these intended denials are proved and are enough: ${provedDenials.map(inert).join(', ')}`,
    },
    {
      word: 'ownership',
      sentence: `${named(document.owner, view.people)} answers for it, and ${named(document.backupOwner, view.people)} as backup`,
    },
    {
      word: 'scope',
      sentence: `I have read what is shown, ${view.presented}, and its scope is right`,
    },
    {
      word: 'exceptions',
      sentence:
        exceptions.length === 0
          ? 'there are no exceptions, and none is needed'
          : `I accept the exceptions ${exceptions.join(', ')}`,
    },
  ];
}

/** Asks the six one by one; each is given by typing its own word, and anything else refuses. No default, no skipping. */
export async function askConfirmations(
  confirmations: readonly Confirmation[],
  asker: Asker,
  style: Style,
): Promise<void> {
  for (const [index, { word, sentence }] of confirmations.entries()) {
    const answer = await asker.ask(
      `\n${style.bold(`${index + 1} of ${confirmations.length}  ${word}`)}\n${wrap(sentence, '  ', style.width)}\n  type ${style.bold(word)} to confirm: `,
    );
    if (answer !== word) {
      throw refusal(
        'NOT_CONFIRMED',
        `\`${word}\` was not confirmed; the answer was \`${inert(answer)}\``,
        'nothing was signed; `countersign review request-changes` or `reject` says why to the author',
      );
    }
  }
}
