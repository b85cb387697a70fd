import type { CommandSpec } from '../frame/spec.ts';
import { LIVE } from './live.ts';

const ENVIRONMENT = {
  flags: '--environment <name>',
  about: 'the Environment, as the RuleSet names it',
};

/** What is described before anything is proposed: tokens, identities, owners, requirements, policies. */
export const inventoryCommands: readonly CommandSpec[] = [
  {
    name: 'token',
    summary: 'API tokens: they read, draft and submit, and can decide nothing',
    commands: [
      {
        name: 'create',
        summary: 'make a token; its secret is printed once',
        options: [
          {
            flags: '--kind <kind>',
            about: 'who will use it',
            choices: ['agent', 'pipeline'],
            required: true,
          },
          { flags: '--name <name>', about: 'what it is for', required: true },
          { flags: '--ttl <span>', about: 'how long it lives, such as `30d`', fallback: '30d' },
        ],
        load: async () => (await import('../commands/token.ts')).tokenCreate,
      },
      {
        name: 'revoke',
        summary: 'end a token at once',
        arguments: [['<id>', 'the token']],
        load: async () => (await import('../commands/token.ts')).tokenRevoke,
      },
      {
        name: 'list',
        summary: 'the tokens of the workspace',
        load: async () => (await import('../commands/token.ts')).tokenList,
      },
    ],
  },
  {
    name: 'nhi',
    summary: 'non-human identities',
    commands: [
      {
        name: 'register',
        summary: 'register an identity with its two accountable people',
        options: [
          { ...ENVIRONMENT, required: true },
          {
            flags: '--source <source>',
            about: 'where it lives, such as `aws-iam`',
            required: true,
          },
          {
            flags: '--external-id <id>',
            about: 'its name there, such as a role ARN',
            required: true,
          },
          { flags: '--name <name>', about: 'its name here', required: true },
          { flags: '--owner <human>', about: 'name or id of the owner', required: true },
          {
            flags: '--backup-owner <human>',
            about: 'name or id of the backup owner',
            required: true,
          },
        ],
        load: async () => (await import('../commands/nhi.ts')).nhiRegister,
      },
      {
        name: 'list',
        summary: 'the identities',
        options: [ENVIRONMENT],
        load: async () => (await import('../commands/nhi.ts')).nhiList,
      },
      {
        name: 'show',
        summary: 'one identity',
        arguments: [['<id>', 'the identity']],
        load: async () => (await import('../commands/nhi.ts')).nhiShow,
      },
      {
        name: 'hand-over',
        summary: 'name both accountable people anew: by an owner or one of the quorum',
        arguments: [['<id>', 'the identity']],
        options: [
          { flags: '--owner <human>', about: 'name or id of the owner', required: true },
          {
            flags: '--backup-owner <human>',
            about: 'name or id of the backup owner',
            required: true,
          },
        ],
        notes: 'Candidates that stand on the former owners are verified again.',
        load: async () => (await import('../commands/nhi.ts')).nhiHandOver,
      },
    ],
  },
  {
    name: 'resource-owner',
    summary: 'who answers for what is accessed',
    commands: [
      {
        name: 'assign',
        summary: 'make a human the owner of resources',
        options: [
          { ...ENVIRONMENT, required: true },
          {
            flags: '--resource <pattern>',
            about: 'a resource pattern with * and ?',
            repeatable: true,
            required: true,
          },
          { flags: '--owner <human>', about: 'name or id', required: true },
        ],
        load: async () => (await import('../commands/resource-owner.ts')).resourceOwnerAssign,
      },
      {
        name: 'list',
        summary: 'the resource owners',
        options: [ENVIRONMENT],
        load: async () => (await import('../commands/resource-owner.ts')).resourceOwnerList,
      },
      {
        name: 'remove',
        summary: 'end an assignment; candidates that stand on it are verified again',
        arguments: [['<id>', 'the assignment']],
        options: [{ flags: '--reason <text>', about: 'why', required: true }],
        load: async () => (await import('../commands/resource-owner.ts')).resourceOwnerRemove,
      },
    ],
  },
  {
    name: 'requirement',
    summary: 'business needs: what is asked for, and what must stay denied',
    commands: [
      {
        name: 'create',
        summary: 'state a requirement from an AccessRequirement file',
        arguments: [['<file>', 'YAML or JSON']],
        options: [
          { flags: '--nhi <id>', about: 'the identity, where the file does not name it' },
          {
            flags: '--expires <time>',
            about: 'a date (its end, UTC) or a time, where the file does not say',
          },
        ],
        notes: `The file:
  apiVersion: countersign/v1
  kind: AccessRequirement
  environment: staging/aws/123456789012
  purpose: Why the access is needed, in the words of who needs it.
  expires: "2027-06-30T00:00:00.000Z"
  allow:
    - { id: read-invoices, actions: ["s3:GetObject"], resources: ["arn:aws:s3:::invoices/*"] }
  deny:                              # intended denials: at least one
    - { id: no-deletes, actions: ["s3:Delete*"], resources: ["*"] }`,
        load: async () => (await import('../commands/requirement.ts')).requirementCreate,
      },
      {
        name: 'restate',
        summary: 'state a requirement anew; candidates that stand on it are verified again',
        arguments: [
          ['<id>', 'the requirement'],
          ['<file>', 'an AccessRequirement file of the same identity and environment'],
        ],
        options: [
          {
            flags: '--expires <time>',
            about: 'a date (its end, UTC) or a time, where the file does not say',
          },
        ],
        load: async () => (await import('../commands/requirement.ts')).requirementRestate,
      },
      {
        name: 'add-denial',
        summary: 'state a requirement anew with one intended denial more',
        arguments: [['<id>', 'the requirement']],
        options: [
          {
            flags: '--from-mutant <candidate:mutant>',
            about: 'the denial that a surviving mutant of a candidate suggests',
          },
          { flags: '--case <json>', about: 'a denial in the words of the language, with an `id`' },
        ],
        notes: 'Candidates that stand on the requirement are verified again.',
        load: async () => (await import('../commands/requirement-denial.ts')).requirementAddDenial,
      },
      {
        name: 'show',
        summary: 'one requirement',
        arguments: [['<id>', 'the requirement']],
        load: async () => (await import('../commands/requirement.ts')).requirementShow,
      },
      {
        name: 'list',
        summary: 'the requirements',
        options: [ENVIRONMENT],
        load: async () => (await import('../commands/requirement.ts')).requirementList,
      },
    ],
  },
  {
    name: 'policy',
    summary: 'policies and what is in force',
    commands: [
      {
        name: 'adopt',
        summary: 'take up a policy as it is found: a base for diffs, nothing a gate passes',
        arguments: [['[file]', 'the policy found; absent when there is none yet']],
        options: [
          { flags: '--name <name>', about: 'its name, where it is one policy' },
          { ...ENVIRONMENT, required: true },
          {
            flags: '--language <language>',
            about: 'its language, where it is one policy',
            choices: ['aws-iam', 'kubernetes-rbac', 'grants'],
            fallback: 'aws-iam',
          },
          {
            flags: '--owner <human>',
            about: 'name or id of who answers for it, where no tag names one',
          },
          {
            flags: '--from-authorization-details <file>',
            about: 'every policy of an AWS account, as `aws iam` prints it',
          },
          {
            flags: '--from-kubectl <file>',
            about: 'every role of a cluster with its bindings, as `kubectl get` prints them',
          },
          { flags: '--dry-run', about: 'of a file: say what would be taken up, without a server' },
          ...LIVE,
        ],
        notes: `With --from-authorization-details or --from-kubectl one row a policy says what became of it: adopted, known (it was
taken up before), differs (it was, with another content; nothing is changed), skipped (AWS or the cluster keeps it), failed.
Run it again after a failure: what is known is left alone. \`countersign inventory read --help\` says which files.`,
        load: async () => (await import('../commands/policy.ts')).policyAdopt,
      },
      {
        name: 'show',
        summary: 'one policy with its canonical text',
        arguments: [['<id>', 'the policy']],
        load: async () => (await import('../commands/policy.ts')).policyShow,
      },
      {
        name: 'list',
        summary: 'the policies',
        options: [ENVIRONMENT],
        load: async () => (await import('../commands/policy.ts')).policyList,
      },
      {
        name: 'history',
        summary: 'what was in force, when, and by whom',
        arguments: [['<id>', 'the policy']],
        load: async () => (await import('../commands/policy.ts')).policyHistory,
      },
    ],
  },
];
