// What an AWS policy gives beyond its words: paths to more access, exposure, statements that do nothing.
// `node examples/escalation-paths.ts`
import { explain, findingsOf, parsePolicyText } from '@countersign/analysis';

const deployer = parsePolicyText(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
      "Resource": "*"
    },
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::builds/*" },
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::builds/nightly/*" }
  ]
}`);
if (!deployer.ok) throw new Error(deployer.refusals.map(({ message }) => message).join('; '));

for (const { text } of explain([deployer.value]).sentences) console.log(text);
// → allows `iam:PassRole`, `lambda:CreateFunction`, `lambda:InvokeFunction` on every resource
// → allows `s3:GetObject` on `arn:aws:s3:::builds/*`
// → allows `s3:GetObject` on `arn:aws:s3:::builds/nightly/*`
for (const { severity, code, origins } of findingsOf(deployer.value)) {
  console.log(severity, code, `lines ${origins.map(({ line }) => line).join()}`);
}
// → high ESCALATION_BY_PASS_ROLE lines 4
// → low SHADOWED_STATEMENT lines 10,9
