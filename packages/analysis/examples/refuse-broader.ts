// A check before a merge: it passes a change of an AWS policy only if nothing becomes allowed that was not, by proof.
// `node examples/refuse-broader.ts`
import { diff, parsePolicyText } from '@countersign/analysis';

/** Why the change may not be merged; empty if it only takes away. */
function objections(before: string, after: string): readonly string[] {
  const read = [parsePolicyText(before), parsePolicyText(after)];
  const refusals = read.flatMap((one) => (one.ok ? [] : one.refusals));
  if (refusals.length > 0) return refusals.map(({ message }) => message);
  const [from, to] = read.flatMap((one) => (one.ok ? [one.value] : []));
  const answer = diff(from ?? null, to ?? null);
  if (answer.verdict === 'equivalent' || answer.verdict === 'narrower') return [];
  const found = answer.newlyAllowed.map(({ witness }) => `newly allowed: ${witness?.action}`);
  // Undetermined is an answer, and never a yes.
  return found.length > 0 ? found : ['not proved to be without new access'];
}

const policy = (action: readonly string[], resource: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });

const today = policy(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::reports/*');

console.log(objections(today, policy(['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::reports/*')));
// → []
console.log(objections(today, policy(['s3:GetObject'], 'arn:aws:s3:::reports/2026/*')));
// → []
console.log(objections(today, policy(['s3:*Object'], 'arn:aws:s3:::reports/*')).join());
// → newly allowed: s3:DeleteObject
console.log(objections(today, '{"Statement": [{"Efect": "Allow"}]}').join('; '));
// → the statement element `Efect` is not known; did you mean `Effect`; the statement has no `Effect`; the statement has no `Action`; the statement has no `Resource`
