import type { Answer, Asker } from './asker.ts';
import type { Obligation, Pattern } from './guardrail.ts';
import { requestInWords } from './request-in-words.ts';
import type { KeptProof } from './standing.ts';

/** How an obligation stands with everything in force for one identity, resource, cluster or app. */
export function standingOf<S>(
  asker: Asker<S>,
  subject: S,
  isComplete: boolean,
  obligation: Obligation,
  steps: number | undefined,
): KeptProof {
  const whole = { asker, subject, isComplete, steps };
  switch (obligation.type) {
    case 'must-deny':
      return denied(whole, obligation.request);
    case 'only':
      return denied(
        { ...whole, subject: asker.except(subject, obligation.identities) },
        obligation.request,
      );
    case 'must-allow':
      return allowed(whole, obligation.request);
    case 'keeps':
      return controlled(whole, obligation.request);
    case 'never-together':
      return apart(whole, obligation.first, obligation.second);
    default:
      return obligation satisfies never;
  }
}

interface Whole<S> {
  readonly asker: Asker<S>;
  readonly subject: S;
  readonly isComplete: boolean;
  readonly steps: number | undefined;
}

const UNKNOWN = 'not decided: what else is in force is not known';

function denied<S>({ asker, subject, isComplete, steps }: Whole<S>, pattern: Pattern): KeptProof {
  const answer = asker.allowsNone(subject, pattern, steps);
  const proof = proofOf(answer, 'allows');
  if (proof.outcome !== 'kept' || isComplete) return proof;
  const opened = asker.opened(subject);
  const isLasting =
    opened !== null && asker.allowsNone(opened, pattern, steps).verdict === 'proved';
  return isLasting ? proof : open();
}

function allowed<S>({ asker, subject, isComplete, steps }: Whole<S>, pattern: Pattern): KeptProof {
  const proof = proofOf(asker.allowsAll(subject, pattern, steps), 'does not allow');
  if (isComplete || proof.outcome === 'undetermined') return proof;
  if (proof.outcome === 'kept') return open();
  const opened = asker.opened(subject);
  const isShut = opened !== null && asker.allowsAll(opened, pattern, steps).verdict === 'refuted';
  return isShut ? proof : open();
}

function controlled<S>(
  { asker, subject, isComplete, steps }: Whole<S>,
  pattern: Pattern,
): KeptProof {
  const denials = asker.denialsOnly(subject);
  if (denials === null) return open('the language has no explicit denials');
  const proof = proofOf(asker.allowsNone(denials, pattern, steps), 'no Deny meets');
  return proof.outcome === 'broken' && !isComplete ? open() : proof;
}

function apart<S>(whole: Whole<S>, first: Pattern, second: Pattern): KeptProof {
  const { asker, subject, isComplete, steps } = whole;
  const one = asker.allowsNone(subject, first, steps);
  const other = one.verdict === 'proved' ? one : asker.allowsNone(subject, second, steps);
  if (one.verdict === 'refuted' && other.verdict === 'refuted') {
    const { principal, ...request } = one.witness;
    const detail = `allows both ${requestInWords(request)} and`;
    return { outcome: 'broken', witness: other.witness, detail };
  }
  const isApart = one.verdict === 'proved' || other.verdict === 'proved';
  if (isApart) return isComplete ? { outcome: 'kept', witness: null, detail: 'proved' } : open();
  return proofOf(one.verdict === 'undetermined' ? one : other, 'allows');
}

function proofOf(answer: Answer, words: string): KeptProof {
  switch (answer.verdict) {
    case 'proved':
      return { outcome: 'kept', witness: null, detail: 'proved' };
    case 'refuted':
      return { outcome: 'broken', witness: answer.witness, detail: words };
    case 'undetermined':
      return open(`not decided: ${answer.reason}`);
    default:
      return answer satisfies never;
  }
}

function open(detail: string = UNKNOWN): KeptProof {
  return { outcome: 'undetermined', witness: null, detail };
}
