// What `countersign guardrail check` asks: does a candidate, among everything else in force, break a standing obligation?
// `node examples/check-guardrails.ts`
import { adoptGuardrail, awsIam, checkGuardrails, GUARDRAIL_LIBRARY } from '@countersign/analysis';

const allow = (action: string, resource = '*') => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
const deny = (action: string) => ({ ...allow(action), Effect: 'Deny', Sid: 'TrailStays' });
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

/** The canonical text, which is what candidates are. */
function canonical(document: object): string {
  const read = awsIam.read(document);
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('; '));
  return awsIam.canonical(read.value).text;
}

const guardrails = GUARDRAIL_LIBRARY.filter(({ name }) =>
  ['cloudtrail-stays-on', 'deploy-or-approve'].includes(name),
).map((one) =>
  adoptGuardrail(one, {
    owner: '0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b',
    scope: {
      environments: ['prod/*'],
      environmentClasses: null,
      dataClasses: null,
      identities: ['*'],
    },
  }),
);

/** The role has one policy beside the candidate, in an organization with one level of control policies. */
function check(candidate: object, organization: object): string[] {
  const results = checkGuardrails({
    from: null,
    to: canonical(candidate),
    context: {
      at: '2026-11-28T12:00:00.000Z',
      environment: { name: 'prod/aws', class: 'production' },
      dataClass: null,
      surroundings: {
        language: 'aws-iam',
        layer: 'identity',
        stack: {
          identity: [policy(allow('codepipeline:PutApprovalResult'))],
          scp: [[organization]],
        } as never,
        complete: true,
      },
      guardrails,
      identity: { externalId: 'arn:aws:iam::111122223333:role/deploy' },
      estate: [],
    },
  });
  return results.map(
    ({ name, outcome, safeOnlyBecause: [control = 'none needed'] }) =>
      `${name}: ${outcome} (control: ${control})`,
  );
}

const open = policy(allow('*'));
const guarded = policy(allow('*'), deny('cloudtrail:*'));

console.log(check(policy(allow('s3:GetObject')), open).join('; '));
// → cloudtrail-stays-on: kept (control: none needed); deploy-or-approve: kept (control: none needed)
console.log(check(policy(allow('cloudtrail:*')), guarded)[0]);
// → cloudtrail-stays-on: kept (control: the Deny `TrailStays` of scp level 1, policy 1)
console.log(check(policy(allow('cloudtrail:*')), open)[0]);
// → cloudtrail-stays-on: broken (control: none needed)
console.log(check(policy(allow('codedeploy:*')), guarded)[1]);
// → deploy-or-approve: broken (control: none needed)
