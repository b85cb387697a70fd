import type { CommandSpec } from '../frame/spec.ts';

const LANGUAGE = {
  flags: '--language <language>',
  about: 'policy language: `aws-iam`, `kubernetes-rbac`, `grants`',
  fallback: 'aws-iam',
} as const;
const BATCH = [
  {
    flags: '--batch <file>',
    about: 'JSON Lines in (`-` is standard input), JSON Lines out in the same order',
  },
  { flags: '--timeout <span>', about: 'of a batch: the longest a line may take; 20s if not given' },
  { flags: '--workers <count>', about: 'of a batch: worker threads; one a core if not given' },
] as const;

const PLAN = [
  {
    flags: '--from-plan <file>',
    about: 'what a Terraform plan, CloudFormation template or folder of manifests changes',
  },
  {
    flags: '--previous <file>',
    about: 'of --from-plan: the template, folder or state that is in force',
  },
  {
    flags: '--parameter <name=value>',
    about: 'of a template: a parameter, also `AWS::AccountId` and `AWS::Region`',
    repeatable: true,
  },
  {
    flags: '--export <name=value>',
    about: 'of a template: what another stack exports',
    repeatable: true,
  },
  {
    flags: '--managed-policies <file>',
    about: 'authorization details with documents that a plan attaches and does not make',
  },
] as const;

const INVENTORY = [
  {
    flags: '--policies <file>',
    about: 'what is in force; more than once for more files',
    repeatable: true,
  },
  { flags: '--environment <name>', about: 'of the workspace: this Environment alone' },
  {
    flags: '--context <json>',
    about: 'aws-iam: context keys of one concrete request, as JSON text or in a file',
  },
  { flags: '--namespace <name>', about: 'kubernetes-rbac: where the object is' },
  { flags: '--name <name>', about: 'kubernetes-rbac: which object' },
] as const;

const INVENTORIES = `Files are: what \`aws iam get-account-authorization-details\` prints; Kubernetes objects with their bindings; grants
objects. Without --policies the policies of the workspace count that one is signed in to. Without --context every
circumstance counts: "may" is always, "may not" is never, and the rest is conditional, with an example.`;

const LINES = `Every line of a batch is a JSON object; a policy is a document, its text, or a list of either (a set).
An "id" comes back in the row, "language" defaults to --language. A bad line gets a row with "error" and the batch goes
on: the exit code is 0 when every line got a row. Blank lines are skipped and get none. A line whose analysis takes too
long or too much memory gets a row that is undetermined.`;

/** Questions about policies that need no server. */
export const offlineCommands: readonly CommandSpec[] = [
  {
    name: 'diff',
    summary: 'what TO allows that FROM does not, and back; exit 1 when there is new access',
    arguments: [
      ['[from]', 'policy file before'],
      ['[to]', 'policy file after'],
    ],
    options: [LANGUAGE, ...PLAN, ...BATCH],
    notes: `${LINES}
  {"id": "a", "language": "aws-iam", "from": POLICY or null, "to": POLICY or null}

--from-plan takes what \`terraform show -json PLAN\` prints (or two states), a CloudFormation template with --previous, or
rendered manifests (\`helm template\`) before and after. A policy that depends on what is not known yet is undetermined and
named; exit 2 then, where nothing gives new access.`,
    load: async () => (await import('../commands/diff.ts')).diffCommand,
  },
  {
    name: 'prove',
    summary: 'prove or refute a property: must-deny, must-allow, implies, equivalent, …',
    arguments: [
      ['[property]', 'the question'],
      ['[file]', 'policy file'],
      ['[second]', 'second policy file, for properties of two'],
    ],
    options: [
      LANGUAGE,
      ...BATCH,
      {
        flags: '--action <pattern>',
        about: 'an action pattern, for must-deny and must-allow',
        repeatable: true,
      },
      {
        flags: '--resource <pattern>',
        about: 'a resource pattern, for must-deny and must-allow',
        repeatable: true,
      },
      {
        flags: '--pattern <json>',
        about: 'a request pattern in the words of the language, as JSON text or in a file',
      },
    ],
    notes: `${LINES}
  {"id": "a", "language": "aws-iam", "property": "must-deny", "policies": [POLICY], "pattern": {"action": "s3:Delete*", "resource": "*"}}`,
    load: async () => (await import('../commands/prove.ts')).proveCommand,
  },
  {
    name: 'verify',
    summary:
      'all checks of a Candidate file, offline; exit 1 when one fails, 2 when one is undetermined',
    arguments: [['<candidate>', 'a file of kind `Candidate`']],
    options: [
      { flags: '--suite <file>', about: 'an allow/deny suite to run too', repeatable: true },
      {
        flags: '--context <file>',
        about: 'what else is in force: an audit export, an inventory, observed use; more than once',
        repeatable: true,
      },
      {
        flags: '--alone',
        about:
          'the policy alone: nothing is asked about what else is in force, and nothing is said of it',
      },
      { flags: '--rules <file>', about: 'a RuleSet whose tier rules count; else the shipped ones' },
      { flags: '--sarif <file>', about: 'write the findings as SARIF 2.1.0' },
      { flags: '--markdown <file>', about: 'write a summary for a pull request' },
    ],
    notes: `The file names a policy before and after, a requirement with what must stay denied, and guardrails and suites;
paths are relative to it. --json prints the verdict as docs/reference/verification-report.md describes it.`,
    load: async () => (await import('../commands/verify.ts')).verifyCommand,
  },
  {
    name: 'test',
    summary:
      'run allow/deny suites of your own; exit 1 when a case fails, 2 when one is undetermined',
    arguments: [['<suites...>', 'files of kind `Suite`']],
    notes: `A case is a request that policies allow or deny, decided by an evaluator of its own, or a pattern of which every
request is allowed or denied, which is proved.`,
    load: async () => (await import('../commands/test.ts')).testCommand,
  },
  {
    name: 'explain',
    summary: 'what a policy allows, in sentences, with what a reader should know',
    arguments: [['[policy]', 'policy file']],
    options: [LANGUAGE, ...BATCH],
    notes: `${LINES}
  {"id": "a", "language": "aws-iam", "policy": POLICY}`,
    load: async () => (await import('../commands/explain.ts')).explainCommand,
  },
  {
    name: 'evaluate',
    summary: 'what policies say to one concrete request; exit 1 when it is not allowed',
    arguments: [
      ['[request]', 'a request as JSON text or in a file'],
      ['[files...]', 'policy files'],
    ],
    options: [LANGUAGE, ...BATCH],
    notes: `${LINES}
  {"id": "a", "language": "aws-iam", "policies": [POLICY], "request": {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": {}}}`,
    load: async () => (await import('../commands/evaluate.ts')).evaluateCommand,
  },
  {
    name: 'who-can',
    summary: 'who may do ACTION on RESOURCE, with the statements that decide; exit 1 when nobody',
    arguments: [
      ['<action>', 'an action, verb, permission with its level, or scope'],
      ['<resource>', 'a resource of the language; `*` is every one'],
    ],
    options: [LANGUAGE, ...INVENTORY, { flags: '--all', about: 'show those who may not, too' }],
    notes: INVENTORIES,
    load: async () => (await import('../commands/who-can.ts')).whoCanCommand,
  },
  {
    name: 'can',
    summary: 'whether NHI may do ACTION on RESOURCE; exit 2 when it hangs on something',
    arguments: [
      ['<nhi>', 'the identity, in full or by its short name'],
      ['<action>', 'an action, verb, permission with its level, or scope'],
      ['<resource>', 'a resource of the language; `*` is every one'],
    ],
    options: [LANGUAGE, ...INVENTORY],
    notes: INVENTORIES,
    load: async () => (await import('../commands/can.ts')).canCommand,
  },
];
