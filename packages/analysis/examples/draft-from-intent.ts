// From a need to a policy: an intent tells both sides, the draft is the smallest policy that does it, and a change that
// gives one step more is caught by what must stay denied.
// `node examples/draft-from-intent.ts`
import { awsIam, casesOfIntent, draftFromRequirement, patternOf } from '@countersign/analysis';

const need = casesOfIntent('read-bucket-prefix', { bucket: 'arn:aws:s3:::reports', prefix: 'in' });
if (!need.ok) throw new Error(need.refusals.map(({ message }) => message).join('; '));
const { language, cases } = need.value;
console.log(cases.deny.map(({ id }) => id).join());
// → other-objects,other-buckets,other-prefixes,writes,everything-else

const draft = draftFromRequirement(language, cases);
if (!draft.ok) throw new Error(draft.refusals.map(({ message }) => message).join('; '));
console.log(draft.value.proofs.map(({ name, verdict }) => `${name}: ${verdict}`).join(', '));
// → allows/reads-objects: proved, allows/lists-prefix: proved, nothing-beyond: proved, denies/other-objects: proved, denies/other-buckets: proved, denies/other-prefixes: proved, denies/writes: proved, denies/everything-else: proved

// Somebody takes the condition away, since "it only lists".
const edited = JSON.stringify(draft.value.policy).replace(/"Condition":\{.*?\}\},/, '');
const policy = awsIam.read(edited);
if (!policy.ok) throw new Error('the edited policy was refused');
for (const denial of cases.deny) {
  const question = { property: 'must-deny', policies: [policy.value], pattern: patternOf(denial) };
  const proof = awsIam.prove(question);
  if (proof.ok && proof.value.verdict === 'refuted')
    console.log(`${denial.id}: ${JSON.stringify(proof.value.witness)}`);
}
// → other-prefixes: {"action":"s3:ListBucket","resource":"arn:aws:s3:::reports","context":{}}
