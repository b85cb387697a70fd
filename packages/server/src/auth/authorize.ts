import type { AuthLevel, Refusal } from '@countersign/api';
import type { Principal, WhoMay } from './principal.ts';

export type Authorized<L extends AuthLevel> =
  | { readonly ok: true; readonly who: WhoMay[L] }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Who passes each level. A kind that is not named does not: the default is to deny (INV-5). */
const PASSES: Readonly<Record<AuthLevel, readonly Principal['kind'][]>> = {
  public: ['anonymous', 'installer', 'visitor', 'agent', 'pipeline', 'human'],
  setup: ['installer'],
  read: ['visitor', 'agent', 'pipeline', 'human'],
  draft: ['agent', 'pipeline', 'human'],
  human: ['human'],
  decide: ['human'],
};

/**
 * The one place that lets a caller through to a route. What a human may do beyond that (roles, authorship,
 * eligibility) the domain decides over the Roster. Refuses SETUP_TOKEN_REQUIRED, NOT_SIGNED_IN, READ_ONLY_VISIT,
 * NOT_A_HUMAN (a decision, INV-12) and HUMAN_REQUIRED.
 */
export function authorize<L extends AuthLevel>(level: L, who: Principal): Authorized<L> {
  if (PASSES[level].includes(who.kind)) return { ok: true, who: who as WhoMay[L] };
  return { ok: false, refusals: [whyNot(level, who)] };
}

function whyNot(level: AuthLevel, who: Principal): Refusal {
  if (level === 'setup') {
    return {
      code: 'SETUP_TOKEN_REQUIRED',
      message: 'only the holder of the setup token founds workspaces',
    };
  }
  switch (who.kind) {
    case 'anonymous':
    case 'installer':
      return { code: 'NOT_SIGNED_IN', message: 'nobody is signed in' };
    case 'visitor':
      return { code: 'READ_ONLY_VISIT', message: 'a visitor of an evaluation only reads' };
    case 'agent':
    case 'pipeline':
    case 'human':
      return level === 'decide'
        ? {
            code: 'NOT_A_HUMAN',
            message: `only a human decides, and this is a token of kind \`${who.kind}\``,
          }
        : {
            code: 'HUMAN_REQUIRED',
            message: `a token of kind \`${who.kind}\` reads, drafts and submits, nothing else`,
          };
    default:
      return who satisfies never;
  }
}
