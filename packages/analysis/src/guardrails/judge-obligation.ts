import type { Witness } from '../questions/answer.ts';
import type { Answer, Asker, Narrowed, Placed } from './asker.ts';
import { decisiveControls } from './decisive-controls.ts';
import type { Guardrail, GuardrailOutcome, Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';
import { type Judgement, judgementOf, undecided } from './judge.ts';
import { requestInWords } from './request-in-words.ts';

/** What an obligation is judged by: a candidate in its place, and who can answer questions about it. */
export interface Scene<S> {
  readonly asker: Asker<S>;
  readonly placed: Placed<S>;
  readonly context: GuardrailContext;
  readonly steps?: number;
}

/** A toxic pair, which each language puts together in its own way. */
export type Together<S> = (
  guardrail: Guardrail,
  pair: { readonly first: Pattern; readonly second: Pattern },
  scene: Scene<S>,
) => Judgement;

/** Compiles an obligation to questions and judges by the answers. */
export function judgeObligation<S>(
  guardrail: Guardrail,
  scene: Scene<S>,
  together: Together<S>,
): Judgement {
  const { obligation } = guardrail;
  switch (obligation.type) {
    case 'must-deny':
      return narrowedTo(obligation.request, guardrail, scene, judgeDenied);
    case 'only':
      return narrowedTo(
        obligation.request,
        guardrail,
        without(scene, obligation.identities),
        judgeDenied,
      );
    case 'must-allow':
      return narrowedTo(obligation.request, guardrail, scene, judgeAllowed);
    case 'keeps':
      return narrowedTo(obligation.request, guardrail, scene, judgeKept);
    case 'never-together':
      return together(guardrail, obligation, scene);
    default:
      return obligation satisfies never;
  }
}

type Asked = Exclude<Narrowed, 'nobody'>;

function narrowedTo<S>(
  request: Pattern,
  { scope }: Guardrail,
  scene: Scene<S>,
  judge: (asked: Asked, scene: Scene<S>) => Judgement,
): Judgement {
  const { asker, placed, context } = scene;
  const asked = asker.narrowed(request, scope.identities, placed, context);
  if (asked === 'nobody') return judgementOf('not-applicable', 'no identity in scope is concerned');
  const judgement = judge(asked, scene);
  if (placed.assumptions.length === 0) return judgement;
  return { ...judgement, detail: [judgement.detail, ...placed.assumptions].join('; ') };
}

/** Those who may are left out of the question. */
function without<S>(scene: Scene<S>, identities: readonly string[]): Scene<S> {
  const { asker, placed } = scene;
  const before = asker.except(placed.before, identities);
  const after = asker.except(placed.after, identities);
  return { ...scene, placed: { ...placed, before, after } };
}

const UNKNOWN = 'what else is in force around the candidate is not known';

/** No request of the pattern may be allowed. */
function judgeDenied<S>({ pattern, isInScope }: Asked, scene: Scene<S>): Judgement {
  const { asker, placed, steps } = scene;
  const before = wordOf(asker.allowsNone(placed.before, pattern, steps));
  const answer = asker.allowsNone(placed.after, pattern, steps);
  switch (answer.verdict) {
    case 'undetermined':
      return { ...undecided(answer.reason), before };
    case 'refuted': {
      if (!isInScope(answer.witness)) return { ...undecided(BESIDE), before };
      const more = before === 'kept' ? answer : added(scene, pattern);
      const sentence = (witness: Witness): string => allowedBy(witness, placed.after, scene);
      return broken(before, more, answer.witness, sentence);
    }
    case 'proved':
      return { ...deniedAll(pattern, scene), before };
    default:
      return answer satisfies never;
  }
}

const BESIDE = 'the scope names identities by a pattern that the language cannot be asked about';

function deniedAll<S>(pattern: Pattern, scene: Scene<S>): Judgement {
  const { asker, placed, steps } = scene;
  if (placed.isComplete) {
    return {
      ...judgementOf('kept', 'no such request is allowed'),
      safeOnlyBecause: decisiveControls(asker, placed.after, pattern, steps),
    };
  }
  const opened = asker.opened(placed.after);
  const isLasting =
    opened !== null && asker.allowsNone(opened, pattern, steps).verdict === 'proved';
  if (!isLasting) return unknownButNoWorse(pattern, scene, opened);
  return {
    ...judgementOf('kept', 'denied whatever else is granted'),
    safeOnlyBecause: decisiveControls(asker, opened, pattern, steps),
  };
}

/**
 * How the guardrail stands hangs on what is not known; what the candidate does to it need not. It allows no such request,
 * as was proved before this is asked; where it also takes no denial of one away, even with everything else granted,
 * nothing that is in force beside it is made worse by it.
 */
function unknownButNoWorse<S>(
  pattern: Pattern,
  { asker, placed, steps }: Scene<S>,
  opened: S | null,
): Judgement {
  const before = asker.opened(placed.before);
  if (opened === null || before === null) return undecided(UNKNOWN);
  if (asker.addsNone(before, opened, pattern, steps).verdict !== 'proved')
    return undecided(UNKNOWN);
  return { ...undecided(`${UNKNOWN}; ${NO_WORSE}`), worsened: false };
}

const NO_WORSE =
  'whatever it is, the candidate adds nothing to it: it allows no such request and takes no denial of one away';

/** What the candidate newly allows of the pattern. */
function added<S>({ asker, placed, steps }: Scene<S>, pattern: Pattern): Answer {
  return asker.addsNone(placed.before, placed.after, pattern, steps);
}

/** What the candidate no longer allows of the pattern. */
function lost<S>({ asker, placed, steps }: Scene<S>, pattern: Pattern): Answer {
  return asker.addsNone(placed.after, placed.before, pattern, steps);
}

/** Every request of the pattern has to be allowed. */
function judgeAllowed<S>({ pattern, isInScope }: Asked, scene: Scene<S>): Judgement {
  const { asker, placed, steps } = scene;
  const before = wordOf(asker.allowsAll(placed.before, pattern, steps));
  const answer = asker.allowsAll(placed.after, pattern, steps);
  switch (answer.verdict) {
    case 'undetermined':
      return { ...undecided(answer.reason), before };
    case 'proved':
      if (!placed.isComplete) return { ...undecided(UNKNOWN), before };
      return { ...judgementOf('kept', 'every such request is allowed'), before };
    case 'refuted': {
      if (!isInScope(answer.witness)) return { ...undecided(BESIDE), before };
      const less = lost(scene, pattern);
      const shown = placed.isComplete || less.verdict === 'refuted' ? less : shut(scene, pattern);
      return shown === null
        ? { ...undecided(UNKNOWN), before }
        : broken(
            before,
            shown,
            answer.witness,
            (witness) => `not allowed: ${requestInWords(witness)}`,
          );
    }
    default:
      return answer satisfies never;
  }
}

/** Requests that a denial in the candidate itself shuts, whatever else is granted; null: there is none. */
function shut<S>({ asker, placed, steps }: Scene<S>, pattern: Pattern): Answer | null {
  const [before, after] = [asker.opened(placed.before), asker.opened(placed.after)];
  if (before === null || after === null) return null;
  if (asker.allowsAll(after, pattern, steps).verdict !== 'refuted') return null;
  return asker.addsNone(after, before, pattern, steps);
}

/** An explicit denial of every request of the pattern has to be in force. */
function judgeKept<S>({ pattern, isInScope }: Asked, scene: Scene<S>): Judgement {
  const { asker, placed, steps } = scene;
  const [left, right] = [asker.denialsOnly(placed.before), asker.denialsOnly(placed.after)];
  if (left === null || right === null) return undecided('the language has no explicit denials');
  const before = wordOf(asker.allowsNone(left, pattern, steps));
  const answer = asker.allowsNone(right, pattern, steps);
  switch (answer.verdict) {
    case 'undetermined':
      return { ...undecided(answer.reason), before };
    case 'proved':
      return { ...judgementOf('kept', 'an explicit Deny meets every such request'), before };
    case 'refuted': {
      if (!isInScope(answer.witness)) return { ...undecided(BESIDE), before };
      const more = asker.addsNone(left, right, pattern, steps);
      const isSeen = placed.isComplete || more.verdict === 'refuted';
      if (!isSeen) return { ...undecided(UNKNOWN), before };
      const sentence = (witness: Witness): string => `no Deny meets ${requestInWords(witness)}`;
      return broken(before, more, answer.witness, sentence);
    }
    default:
      return answer satisfies never;
  }
}

/** Broken by `witness`; `more` is what the candidate adds to that, and its request is shown where there is one. */
function broken(
  before: GuardrailOutcome,
  more: Answer,
  witness: Witness,
  sentence: (witness: Witness) => string,
): Judgement {
  const shown = more.verdict === 'refuted' ? more.witness : witness;
  const worsened = more.verdict !== 'proved';
  return {
    ...judgementOf('broken', `${sentence(shown)}; ${sinceWhen(before, more)}`),
    before,
    worsened,
    witness: shown,
  };
}

function sinceWhen(before: GuardrailOutcome, more: Answer): string {
  if (more.verdict === 'proved')
    return 'broken before already, and the candidate adds nothing to it';
  if (before === 'kept') return 'broken by the candidate';
  return more.verdict === 'refuted'
    ? 'broken before already, and more widely by the candidate'
    : `broken before already; whether the candidate adds to it is not decided: ${more.reason}`;
}

function wordOf({ verdict }: Answer): GuardrailOutcome {
  if (verdict === 'proved') return 'kept';
  return verdict === 'refuted' ? 'broken' : 'undetermined';
}

function allowedBy<S>(witness: Witness, subject: S, { asker }: Scene<S>): string {
  const where = asker.whereOf(subject, witness);
  const by = where.length === 0 ? '' : ` by ${where.join(', ')}`;
  return `allows ${requestInWords(witness)}${by}`;
}
