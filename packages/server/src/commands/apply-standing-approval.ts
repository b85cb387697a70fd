import { ANALYSIS_VERSION, DEFAULT_STEPS } from '@countersign/analysis';
import {
  barredFrom,
  type CandidateState,
  type Digest,
  delegationInForce,
  type Id,
  lawInForce,
  type Refusal,
  type TemplateState,
  unionOf,
  type WorkspaceState,
} from '@countersign/domain';
import {
  canonicalBytes,
  digest,
  digestHex,
  digestOf,
  envelopeBytes,
  type Instance,
  PREDICATES,
  type Template,
  utf8,
  type VerificationResult,
} from '@countersign/evidence';
import type { WithinAnswers } from '../analysis-pool/job.ts';
import type { Signer } from '../keys/signer.ts';
import { signStatement } from '../release/sign-statement.ts';
import type { LockedLog } from '../store/store.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, createdId, given } from './change.ts';
import { withStoredDocuments } from './decide-with-documents.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';
import { endDecisions } from './end-decisions.ts';
import { storedTemplate, storedText } from './verify-template.ts';

/** Other instances going live this often while the ceiling was proved is a storm; the caller tries again later. */
const ATTEMPTS = 8;

export interface ApplyInput {
  readonly candidate: Id;
  readonly template: Id;
  readonly values: Instance['values'];
  readonly delegation: Id | null;
}

/**
 * Lets the standing approval decide a verified candidate. Instance and proofs are made outside the lock; under it the
 * domain judges them against what is live then, and a ceiling that moved is proved anew. Refused with every reason, and
 * the candidate stays where it can be submitted for an ordinary review.
 */
export async function applyStandingApproval(
  deps: Deps,
  workspace: Id,
  input: ApplyInput,
): Promise<Answer<{ id: Id }>> {
  const signer = (await deps.keys.open(workspace))?.release;
  if (signer === undefined) return refuse('NO_RELEASE_KEY', 'this server holds no release key');
  const first = await applyUntilSettled(deps, workspace, input, signer);
  if (first.ok || !first.refusals.every(isCap)) return first;
  // What ended without a record counts until it has one.
  const ended = await endDecisions(deps, workspace, input.template);
  return ended === 0 ? first : applyUntilSettled(deps, workspace, input, signer);
}

/** Proves the ceiling anew as long as other instances of the identity go live meanwhile. */
async function applyUntilSettled(
  deps: Deps,
  workspace: Id,
  input: ApplyInput,
  signer: Signer,
): Promise<Answer<{ id: Id }>> {
  for (let attempt = 1; ; attempt += 1) {
    const applied = await applyOnce(deps, workspace, input, signer);
    if (applied.ok || attempt === ATTEMPTS || !applied.refusals.every(isMoved)) return applied;
  }
}

const isCap = ({ code }: Refusal): boolean => code === 'CAP_REACHED';
const isMoved = ({ code }: Refusal): boolean =>
  code === 'CEILING_MOVED' || code === 'VERSION_CONFLICT';

async function applyOnce(
  deps: Deps,
  workspace: Id,
  input: ApplyInput,
  signer: Signer,
): Promise<Answer<{ id: Id }>> {
  const found = await lookedUp(deps, workspace, input);
  if (!found.ok) return found;
  const { candidate, template, document, state } = found.value;
  const instance = canonicalBytes(await instanceFor(deps, workspace, input, found.value));
  const at = deps.now();
  const union = unionOf(
    { template: template.id, nhi: candidate.nhi, to: candidate.to },
    { state, at },
  );
  const delegated = await delegatedEnvelope(deps, workspace, input, found.value);
  const proved = await proveBounds(deps, workspace, { candidate, document, union, delegated });
  if (!proved.ok) return proved;
  const result = proofOf(proved.value, {
    instance: digest(instance),
    template: template.templateDigest,
    envelope: document.envelope,
    ceiling: document.ceiling,
    union: digestOf(union),
    ...(delegated === null ? {} : { delegation: delegated }),
  });
  const subject = { name: 'policy.json', digest: candidate.to };
  const signed = await signStatement(signer, PREDICATES.verification, subject, result);
  return change(deps, principalOf(workspace, template.id), {
    streams: (log) => standingStreams(log, input),
    command: async ({ log }) => {
      await log.putDocument(canonicalBytes(union));
      return given({
        type: 'applyStandingApproval',
        candidate: candidate.id,
        template: template.id,
        instance: await log.putDocument(instance),
        proof: await log.putDocument(envelopeBytes(signed.envelope)),
        delegation: input.delegation,
      });
    },
    answer: (events) => ({ id: createdId(events, 'StandingDecisionMade') }),
  });
}

/** The standing approval acts in its own name: no human's and no token's (R36). */
export function principalOf(workspace: Id, template: Id): Caller {
  return { workspace, actor: { kind: 'system', id: template }, idempotency: null };
}

interface Found {
  readonly state: WorkspaceState;
  readonly candidate: CandidateState;
  readonly template: TemplateState;
  readonly document: Template;
}

async function lookedUp(
  deps: Deps,
  workspace: Id,
  input: ApplyInput,
): Promise<{ readonly ok: true; readonly value: Found } | ReturnType<typeof refuse>> {
  const read = {
    state: (streams: readonly string[] | 'all') => deps.store.state(workspace, streams),
  };
  const streams = await standingStreams(read, input);
  const state = await deps.store.state(workspace, [`workspace/${workspace}`, ...streams]);
  const candidate = state.candidates.get(input.candidate);
  const template = state.templates.get(input.template);
  if (candidate === undefined) {
    return refuse('UNKNOWN_CANDIDATE', `there is no candidate \`${input.candidate}\``);
  }
  if (template === undefined) {
    return refuse('UNKNOWN_TEMPLATE', `there is no template \`${input.template}\``);
  }
  const document = await storedTemplate(deps, workspace, template.templateDigest);
  return { ok: true, value: { state, candidate, template, document } };
}

async function standingStreams(
  log: Pick<LockedLog, 'state'>,
  { candidate, template }: ApplyInput,
): Promise<readonly string[]> {
  const own = await candidateStreams(log, candidate);
  return [...new Set([...own, `template/${template}`, 'standing-decision/*'])];
}

async function instanceFor(
  deps: Deps,
  workspace: Id,
  { values }: ApplyInput,
  { state, candidate, template, document }: Found,
): Promise<Instance> {
  const { id, policy, environment, nhi } = candidate;
  const disqualified = await withStoredDocuments(deps, workspace, (facts) =>
    barredFrom(candidate, { state, facts }),
  );
  const isClass = document.selector.externalIds !== null;
  const known = isClass ? state.nhis.get(nhi)?.externalId : undefined;
  const opened = known === undefined ? undefined : await deps.store.saltedText(workspace, known);
  return {
    kind: 'instance',
    v: 1,
    workspace,
    template: template.id,
    templateDigest: template.templateDigest,
    candidate: id,
    policy,
    environment,
    nhi,
    externalId: opened === undefined ? null : { text: opened.text, salt: opened.salt },
    authors: candidate.authors.map(({ human }) => human),
    disqualified,
    values,
  };
}

/** The envelope of the delegation the candidate is instantiated under, where it is one in force. */
function delegatedEnvelope(
  deps: Deps,
  workspace: Id,
  { delegation }: ApplyInput,
  { state, template }: Found,
): Promise<Digest | null> {
  if (delegation === null || !('standing' in template)) return Promise.resolve(null);
  const at = deps.now();
  return withStoredDocuments(deps, workspace, (facts) => {
    const law = lawInForce(state, facts);
    if (!law.ok) return null;
    const { roster } = law.value;
    return delegationInForce(template, delegation, { facts, roster, at })?.envelope ?? null;
  });
}

async function proveBounds(
  deps: Deps,
  workspace: Id,
  asked: {
    readonly candidate: CandidateState;
    readonly document: Template;
    readonly union: readonly Digest[];
    readonly delegated: Digest | null;
  },
): Promise<{ readonly ok: true; readonly value: WithinAnswers } | ReturnType<typeof refuse>> {
  const { candidate, document, union, delegated } = asked;
  const textOf = (wanted: Digest): Promise<string> => storedText(deps, workspace, wanted);
  const own = [await textOf(candidate.to)];
  const within = async (name: string, policies: readonly string[], bound: Digest) => ({
    name,
    policies,
    bound: await textOf(bound),
  });
  const questions = [
    await within('within-envelope', own, document.envelope),
    await within('within-ceiling', await Promise.all(union.map(textOf)), document.ceiling),
    ...(delegated === null ? [] : [await within('within-delegation', own, delegated)]),
  ];
  const { language } = document.need;
  const answered = await deps.analysis.run({ kind: 'within', language, questions });
  if (answered.ok) return answered;
  return refuse('ANALYSIS_UNAVAILABLE', answered.message, { why: answered.why });
}

/**
 * The signed test result. `instantiates` is what the facts about the instance say, computed anew by whoever looks: it
 * stands here so that the proof says all that was held against the bounds.
 */
function proofOf(
  answers: WithinAnswers,
  configuration: Readonly<Record<string, Digest>>,
): VerificationResult {
  const named = (outcome: WithinAnswers[number]['outcome']): string[] =>
    answers.filter((one) => one.outcome === outcome).map(({ name }) => name);
  const failedTests = named('failed');
  const warnedTests = named('undetermined');
  const entries: Readonly<Record<string, Digest>> = {
    ...configuration,
    analysis: digest(utf8(ANALYSIS_VERSION)),
    budget: digest(utf8(String(DEFAULT_STEPS))),
  };
  return {
    result: failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
    configuration: Object.entries(entries).map(([name, one]) => ({
      name,
      digest: { sha256: digestHex(one) },
    })),
    passedTests: ['instantiates', ...named('passed')],
    warnedTests,
    failedTests,
  };
}
