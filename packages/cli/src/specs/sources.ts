import type { CommandSpec } from '../frame/spec.ts';
import { LIVE } from './live.ts';

/** What other tools say is live, and was used. */
export const sourceCommands: readonly CommandSpec[] = [
  {
    name: 'inventory',
    summary: 'what is live',
    commands: [
      {
        name: 'read',
        summary: 'read a file of live policies offline; exit 2 when something in it was not read',
        arguments: [['<file>', 'the file, compressed or not; `-` is standard input']],
        options: [
          {
            flags: '--environment <name>',
            about: 'the Environment, as the RuleSet names it',
            required: true,
          },
          {
            flags: '--source <source>',
            about: 'which tool it is of, where its beginning does not tell',
            choices: ['aws', 'kubernetes'],
          },
          ...LIVE,
        ],
        notes: `Files are: what \`aws iam get-account-authorization-details\` prints, with all its pages; what
\`kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts -A -o json\` prints (or -o yaml; with pods and
workloads it also tells who runs as whom).`,
        load: async () => (await import('../commands/inventory.ts')).inventoryRead,
      },
      {
        name: 'record',
        summary:
          'read such a file and keep it as a snapshot; verifications stand on the newest one',
        arguments: [['<file>', 'as `read` takes it, or what `read --json` printed']],
        options: [
          {
            flags: '--environment <name>',
            about: 'the Environment, as the RuleSet names it',
            required: true,
          },
          {
            flags: '--source <source>',
            about: 'which tool it is of, where its beginning does not tell',
            choices: ['aws', 'kubernetes'],
          },
          ...LIVE,
        ],
        notes: `People and pipelines record; an agent cannot say what its own drafts are held against.
A snapshot is newer than the one before and not from the future.`,
        load: async () => (await import('../commands/inventory-snapshots.ts')).inventoryRecord,
      },
      {
        name: 'list',
        summary: 'the newest snapshots, of what is live and of what was used',
        options: [{ flags: '--environment <name>', about: 'only those of this Environment' }],
        load: async () => (await import('../commands/inventory-snapshots.ts')).inventoryList,
      },
      {
        name: 'show',
        summary: 'one snapshot in short',
        arguments: [['<id>', 'the snapshot']],
        load: async () => (await import('../commands/inventory-snapshots.ts')).inventoryShow,
      },
    ],
  },
  {
    name: 'use',
    summary: 'what identities were seen to do',
    commands: [
      {
        name: 'read',
        summary: 'read a CloudTrail or Kubernetes audit log as requests by identity',
        arguments: [['<file>', 'the log, compressed or not; `-` is standard input']],
        options: [
          { flags: '--subject <name>', about: 'this identity alone: an ARN, a user name' },
          {
            flags: '--source <source>',
            about: 'which log it is, where its beginning does not tell',
            choices: ['cloudtrail', 'kubernetes-audit'],
          },
        ],
        notes: `A session of a role is its role. Requests are in the words of policies: actions, verbs, resources; a resource that the log
does not tell is \`*\`. What could not be told as a request is counted by kind.`,
        load: async () => (await import('../commands/use.ts')).useRead,
      },
      {
        name: 'record',
        summary: 'read such a log and keep what one registered identity was seen to use',
        arguments: [['<file>', 'the log, compressed or not; `-` is standard input']],
        options: [
          {
            flags: '--environment <name>',
            about: 'the Environment, as the RuleSet names it',
            required: true,
          },
          {
            flags: '--subject <name>',
            about: 'the identity: an ARN, a user name, as it is registered',
            required: true,
          },
          {
            flags: '--source <source>',
            about: 'which log it is, where its beginning does not tell',
            choices: ['cloudtrail', 'kubernetes-audit'],
          },
        ],
        load: async () => (await import('../commands/inventory-snapshots.ts')).useRecord,
      },
    ],
  },
  {
    name: 'apply',
    summary: 'turn files into identities, policies, requirements, candidates and proposed rules',
    options: [
      {
        flags: '-f, --file <path>',
        about: 'a file or folder; more than once for more',
        repeatable: true,
      },
      { flags: '--dry-run', about: 'say what would be done, and do nothing' },
    ],
    notes: `Documents are of \`apiVersion: countersign/v1\` and a kind of \`countersign schema\`. The plan comes first: where one of them
cannot be done, nothing is. What the workspace has as it is in the files is left alone, so that a run can be repeated.
Guardrails and exceptions become one proposal of the next RuleSet, which its quorum signs.`,
    load: async () => (await import('../commands/apply.ts')).applyCommand,
  },
  {
    name: 'schema',
    summary: 'the JSON Schema of a kind of file, for editors',
    arguments: [['[kind]', 'such as `AccessRequirement`; without it, which there are']],
    notes: `An editor with a YAML language server completes a file that begins with
  # yaml-language-server: $schema=./access-requirement.json`,
    load: async () => (await import('../commands/schema.ts')).schemaCommand,
  },
];
