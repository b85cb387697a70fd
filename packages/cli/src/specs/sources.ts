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
    ],
  },
];
