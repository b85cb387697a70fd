import type { CommandSpec } from '../frame/spec.ts';

const ID = ['<id>', 'the template'] as const;
const REASON = {
  flags: '--reason <text>',
  about: 'your words, shown to the others',
  required: true,
} as const;

/** Templates and standing approvals. */
export const templateCommands: readonly CommandSpec[] = [
  {
    name: 'template',
    summary: 'policies with parameters, approved once for every instance within their bounds',
    commands: [
      {
        name: 'create',
        summary: 'draft the template of a file; its envelope is verified at once',
        arguments: [['<file>', 'a file of kind `Template`']],
        load: async () => (await import('../commands/template-create.ts')).templateCreate,
      },
      {
        name: 'revise',
        summary: 'replace the template; its standing approval and every delegation are void',
        arguments: [ID, ['<file>', 'a file of kind `Template`']],
        options: [
          {
            flags: '--if-match <digest>',
            about: 'the document you edited (default: the current one)',
          },
        ],
        load: async () => (await import('../commands/template-create.ts')).templateRevise,
      },
      {
        name: 'list',
        summary: 'the templates',
        options: [
          {
            flags: '--state <state>',
            about: 'only those in this state',
            choices: [
              'drafted',
              'verified',
              'failed',
              'in-review',
              'approved',
              'rejected',
              'suspended',
              'revoked',
            ],
          },
        ],
        load: async () => (await import('../commands/template.ts')).templateList,
      },
      {
        name: 'show',
        summary: 'one template with everything an approver sees',
        arguments: [ID],
        load: async () => (await import('../commands/template.ts')).templateShow,
      },
      {
        name: 'submit',
        summary: 'freeze the terms and ask for a standing approval',
        arguments: [ID],
        options: [
          {
            flags: '--valid-for <span>',
            about: 'how long instances may be decided under it, and the latest any may live',
            fallback: '90d',
          },
        ],
        load: async () => (await import('../commands/template.ts')).templateSubmit,
      },
      {
        name: 'approve',
        summary: 'recompute, look, confirm one by one, and sign for every instance there will be',
        arguments: [ID],
        options: [
          { flags: '--key <path>', about: 'your private key', required: true },
          { flags: '--role <role>', about: 'the role you decide in, where you could in several' },
        ],
        notes: `It asks six confirmations; each is given by typing its own word, and anything else refuses.
There is no option to skip them. What you sign lets instances be decided without asking you again: within the envelope, the
ceiling, the cap and the dates that are shown. \`template decisions --mine\` lists what was decided in your name.`,
        load: async () => (await import('../commands/template-approve.ts')).templateApprove,
      },
      {
        name: 'reject',
        summary: 'refuse a submitted template',
        arguments: [ID],
        options: [REASON],
        load: async () => (await import('../commands/template.ts')).templateReject,
      },
      {
        name: 'revoke',
        summary: 'end the standing approval and every delegation under it',
        arguments: [ID],
        options: [
          REASON,
          { flags: '--with-releases', about: 'revoke every release under it as well' },
        ],
        load: async () => (await import('../commands/template.ts')).templateRevoke,
      },
      {
        name: 'instantiate',
        summary: 'draft a candidate from values; exit 1 where humans have to decide it',
        arguments: [ID],
        options: [
          { flags: '--policy <id>', about: 'the policy it becomes the content of', required: true },
          { flags: '--requirement <id>', about: 'the requirement it serves', required: true },
          {
            flags: '--set <name=value>',
            about: 'a value; several of one name make a list',
            repeatable: true,
          },
          { flags: '--values <file>', about: 'a file with the values by name' },
          { flags: '--delegation <id>', about: 'the delegation you instantiate under' },
        ],
        load: async () => (await import('../commands/template.ts')).templateInstantiate,
      },
      {
        name: 'delegate',
        summary: 'let another human instantiate within a narrower envelope',
        arguments: [ID],
        options: [
          { flags: '--to <human>', about: 'name or id', required: true },
          { flags: '--envelope <file>', about: 'the most they may hand out', required: true },
          { flags: '--until <time>', about: 'when it ends', required: true },
          { flags: '--per-nhi <count>', about: 'live instances of an identity', fallback: '1' },
          { flags: '--total <count>', about: 'live instances in total', fallback: '1' },
        ],
        load: async () => (await import('../commands/template.ts')).templateDelegate,
      },
      {
        name: 'undelegate',
        summary: 'take a delegation back',
        arguments: [ID, ['<delegation>', 'the delegation']],
        options: [REASON],
        load: async () => (await import('../commands/template.ts')).templateUndelegate,
      },
      {
        name: 'decisions',
        summary: 'what was decided automatically, and whether a human looked at it',
        options: [
          { flags: '--template <id>', about: 'only those of this template' },
          { flags: '--mine', about: 'only those made in your name' },
          { flags: '--to-review', about: 'only those a human has yet to look at' },
        ],
        load: async () => (await import('../commands/template-decisions.ts')).templateDecisions,
      },
      {
        name: 'review',
        summary: 'look at an automatic decision; a concern suspends the standing approval',
        arguments: [['<id>', 'the decision']],
        options: [
          {
            flags: '--verdict <what>',
            about: 'what you found',
            choices: ['ok', 'concern'],
            required: true,
          },
          REASON,
        ],
        load: async () => (await import('../commands/template-decisions.ts')).templateReview,
      },
    ],
  },
];
