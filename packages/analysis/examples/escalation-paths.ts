// What an AWS policy gives beyond its words: paths to more access, exposure, statements that do nothing; here the gravest.
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
// → allows `iam:PassRole`, `lambda:CreateFunction` and `lambda:InvokeFunction` (Write) on all resources
// → allows `s3:GetObject` (Read) on `arn:aws:s3:::builds/*`
// → allows `s3:GetObject` (Read) on `arn:aws:s3:::builds/nightly/*`, all of which statement 2 (line 9) allows already
for (const { severity, code, origins } of findingsOf(deployer.value)) {
  if (severity === 'high') console.log(code, `line ${origins.map(({ line }) => line).join()}`);
}
// → ESCALATION_BY_PASS_ROLE line 4
