import type { Id, Instant, UsageCap } from '@countersign/domain';
import {
  digestHex,
  envelopeBytes,
  PREDICATES,
  utf8,
  type VerificationResult,
} from '@countersign/evidence';
import { signStatement } from '../release/sign-statement.ts';
import { canonicalise } from './canonicalise.ts';
import { change, given } from './change.ts';
import { streamsOfTemplate } from './decide-template.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';
import { storedTemplate, storedText } from './verify-template.ts';

export interface DelegationInput {
  readonly template: Id;
  readonly delegate: Id;
  /** Policy text within the template's envelope. */
  readonly envelope: string;
  readonly cap: UsageCap;
  readonly until: Instant;
}

/** Lets another human instantiate within a narrower envelope, which is proved to be one (R32). */
export async function grantDelegation(
  deps: Deps,
  caller: Caller,
  input: DelegationInput,
): Promise<Answer<{ id: Id }>> {
  const { workspace } = caller;
  const found = (await deps.store.aggregate(workspace, 'template', input.template))?.state;
  const signer = (await deps.keys.open(workspace))?.release;
  if (signer === undefined) return refuse('NO_RELEASE_KEY', 'this server holds no release key');
  if (found === undefined) {
    return refuse('UNKNOWN_TEMPLATE', `there is no template \`${input.template}\``);
  }
  const { need, envelope: bound } = await storedTemplate(deps, workspace, found.templateDigest);
  const narrow = await canonicalise(deps, input.envelope, need.language);
  if (!narrow.ok) return narrow;
  const question = {
    name: 'within-envelope',
    policies: [narrow.value.text],
    bound: await storedText(deps, workspace, bound),
  };
  const { language } = need;
  const proved = await deps.analysis.run({ kind: 'within', language, questions: [question] });
  if (!proved.ok) return refuse('ANALYSIS_UNAVAILABLE', proved.message, { why: proved.why });
  const named = (outcome: string): string[] =>
    proved.value.filter((one) => one.outcome === outcome).map(({ name }) => name);
  const result: VerificationResult = {
    result:
      named('failed').length > 0 ? 'FAILED' : named('passed').length > 0 ? 'PASSED' : 'WARNED',
    configuration: [{ name: 'envelope', digest: { sha256: digestHex(bound) } }],
    passedTests: named('passed'),
    warnedTests: named('undetermined'),
    failedTests: named('failed'),
  };
  const subject = { name: 'policy.json', digest: narrow.value.digest };
  const signed = await signStatement(signer, PREDICATES.verification, subject, result);
  return change(deps, caller, {
    streams: (log) => streamsOfTemplate(log, input.template),
    command: async ({ log }) =>
      given({
        type: 'grantDelegation',
        template: input.template,
        delegate: input.delegate,
        envelope: await log.putDocument(utf8(narrow.value.text)),
        cap: input.cap,
        until: input.until,
        proof: await log.putDocument(envelopeBytes(signed.envelope)),
      }),
    answer: () => ({ id: input.template }),
  });
}
