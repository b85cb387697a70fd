import type { CandidateView, CheckView, RequirementDocument, ReviewView } from '@countersign/api';
import { type Said, said } from './said.ts';

/** Classes shown of each kind; the rest is counted. A reader that wants all of them has `GET /v1/candidates/:id`. */
const CLASSES_SHOWN = 50;

/** One candidate whole: the change as analysis says it, the evidence, who must approve, and what people wrote. */
export function candidateAnswer(view: CandidateView): Record<string, unknown> {
  return {
    ...candidateStatus(view),
    from: view.from,
    to: view.to,
    fromText: view.fromText === null ? null : said(view.fromText, 'whoever wrote what is in force'),
    toText: said(view.toText, authorsOf(view)),
    change: changeOf(view),
    checks: (view.verification?.checks ?? []).map(checkAnswer),
    requirement: requirementAnswer(view.requirement),
    reviews: view.reviews.map(reviewAnswer),
    ruleTree: view.ruleTree,
    people: view.people,
  };
}

/** Where a candidate stands and what it waits for. */
export function candidateStatus(view: CandidateView): Record<string, unknown> {
  const { id, state, revision, verdict, tier, reasons, verification, submission } = view;
  return {
    id,
    policy: { id: view.policy.id, name: said(view.policy.name, 'whoever adopted the policy') },
    environment: view.environment,
    environmentClass: view.environmentClass,
    state,
    revision,
    verdict,
    tier,
    tierReasons: reasons,
    outcome: verification?.outcome ?? null,
    notPassed: notPassed(view),
    note: view.note ?? null,
    missing: view.ruleTree?.missing ?? null,
    cannotApprove: submission?.inputs.disqualified ?? [],
    notAfter: submission?.notAfter ?? null,
    next: NEXT[state],
  };
}

/** Who has to do what now; an agent finds its own part here. */
const NEXT: Readonly<Record<CandidateView['state'], string>> = {
  drafting: 'it is being verified; ask again with `verify_candidate`',
  verifying: 'it is being verified; ask again with `verify_candidate`',
  verified: 'look at it with `preview_review`, then ask for review with `submit_candidate`',
  failed: 'a check failed; change the content with `revise_candidate`',
  'in-review': 'people decide now; there is nothing to do but wait',
  approved: 'a person releases it',
  released: 'it is released',
  'changes-requested': 'people asked for another content; read `reviews`, then `revise_candidate`',
  rejected: 'it ended: people rejected it',
  expired: 'it ended: nobody decided in time',
  withdrawn: 'it ended: its author withdrew it',
  superseded: 'it ended: another candidate takes its place',
};

/** The checks that did not pass, each with what it would prove. */
export function notPassed({ verification }: CandidateView): Record<string, unknown>[] {
  return (verification?.checks ?? [])
    .filter(({ outcome }) => outcome !== 'passed')
    .map(checkAnswer);
}

function checkAnswer({ name, outcome, proves, doesNotProve, detail }: CheckView) {
  return { name, outcome, proves, doesNotProve, detail };
}

function changeOf({ summary }: CandidateView): Record<string, unknown> | null {
  if (summary === null) return null;
  const { verdict, allowed, denied, newlyAllowed, newlyDenied, possible, denials } = summary;
  return {
    verdict,
    allowed,
    denied,
    newlyAllowed: shown(newlyAllowed),
    newlyDenied: shown(newlyDenied),
    possible: shown(possible),
    intendedDenials: denials,
    requirementFit: summary.requirementFit,
    assumptions: summary.assumptions,
  };
}

function shown<T>(classes: readonly T[]): {
  readonly classes: readonly T[];
  readonly more: number;
} {
  const first = classes.slice(0, CLASSES_SHOWN);
  return { classes: first, more: classes.length - first.length };
}

/** A requirement with its purpose in the words of who stated it. */
export function requirementAnswer(requirement: {
  readonly id: string;
  readonly digest: string;
  readonly document: RequirementDocument;
  readonly purpose: string | null;
}): Record<string, unknown> {
  const { document, purpose } = requirement;
  return {
    id: requirement.id,
    digest: requirement.digest,
    nhi: document.nhi,
    environment: document.environment,
    language: document.language,
    dataClass: document.dataClass,
    expires: document.expires,
    allow: document.allow,
    deny: document.deny,
    purpose: said(purpose, 'a human: who stated the requirement'),
    ticket: said(document.ticket, 'a human: who stated the requirement'),
  };
}

function reviewAnswer(review: ReviewView): Record<string, unknown> & { readonly said: Said } {
  const { kind, human, name, at, role } = review;
  return {
    kind,
    human,
    at,
    role,
    void: review.void,
    said: said(review.reason, `human ${name ?? human}`),
  };
}

function authorsOf({ authors, people, submission }: CandidateView): string {
  const names = authors.map((id) => people[id] ?? id).join(', ');
  const agents = submission?.inputs.agents ?? [];
  return agents.length === 0
    ? `${names}, or an agent or pipeline of theirs`
    : `${names}, through agent or pipeline ${agents.join(', ')}`;
}
