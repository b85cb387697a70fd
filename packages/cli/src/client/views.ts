import type { OutputOf } from '@countersign/api';

// What the client answers, by route: the same types its calls have.

export type CandidateView = OutputOf<'getCandidate'>;
export type SubmissionView = NonNullable<CandidateView['submission']>;
export type CheckView = NonNullable<CandidateView['verification']>['checks'][number];
export type ReviewView = CandidateView['reviews'][number];
export type GovernanceView = OutputOf<'getGovernance'>;
export type TemplateView = OutputOf<'getTemplate'>;
export type DecisionView = OutputOf<'getDecision'>;
