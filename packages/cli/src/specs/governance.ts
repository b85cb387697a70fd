import type { CommandSpec } from '../frame/spec.ts';

const PROPOSAL = ['<id>', 'the proposal'] as const;
const REASON = {
  flags: '--reason <text>',
  about: 'your words, shown to the others',
  required: true,
} as const;
const WITHDRAW: CommandSpec = {
  name: 'withdraw',
  summary: 'take an own proposal back',
  arguments: [PROPOSAL],
  options: [REASON],
  load: async () => (await import('../commands/governance.ts')).proposalWithdraw,
};
const SIGNING = `It shows in words what changes against the version in force, and asks for the word "sign".
There is no option to skip it; without input nothing is signed (exit 1).`;
const KEY = { flags: '--key <path>', about: 'your private key', required: true } as const;

/** Who may decide, and by which rules: changed by proposals that a quorum signs. */
export const governanceCommands: readonly CommandSpec[] = [
  {
    name: 'human',
    summary: 'the people of the Roster',
    commands: [
      {
        name: 'enroll',
        summary: 'propose the next Roster with one more human',
        options: [
          { flags: '--name <name>', about: 'as shown to others; erasable', required: true },
          { flags: '--key <file>', about: 'their OpenSSH public key', required: true },
          { flags: '--role <role>', about: 'a role the rules use', repeatable: true },
          { flags: '--accepts <env=tier>', about: 'such as `staging/*=T3`', repeatable: true },
        ],
        load: async () => (await import('../commands/human.ts')).humanEnroll,
      },
      {
        name: 'list',
        summary: 'the humans, their roles and keys',
        load: async () => (await import('../commands/human.ts')).humanList,
      },
    ],
  },
  {
    name: 'roster',
    summary: 'the signed list of humans',
    commands: [
      {
        name: 'show',
        summary: 'the Roster in force',
        load: async () => (await import('../commands/governance.ts')).rosterShow,
      },
      {
        name: 'propose',
        summary: 'propose the next Roster',
        arguments: [['<file>', 'the whole document, JSON or YAML']],
        options: [{ flags: '--persons <file>', about: 'names and salts of new humans' }],
        load: async () => (await import('../commands/governance.ts')).rosterPropose,
      },
      {
        name: 'sign',
        summary: 'sign a proposed Roster; at quorum it is in force',
        arguments: [PROPOSAL],
        options: [KEY],
        notes: SIGNING,
        load: async () => (await import('../commands/governance.ts')).rosterSign,
      },
      WITHDRAW,
      {
        name: 'proposals',
        summary: 'what was proposed, and who signed',
        load: async () => {
          const { proposalList } = await import('../commands/governance.ts');
          return (_given, io) => proposalList('roster', io);
        },
      },
    ],
  },
  {
    name: 'rule',
    summary: 'the approval rules',
    commands: [
      {
        name: 'show',
        summary: 'the RuleSet in force: what each change needs, and the Environments',
        load: async () => (await import('../commands/rule.ts')).ruleShow,
      },
      {
        name: 'validate',
        summary: 'judge a RuleSet file: shape, and rules nobody could satisfy',
        arguments: [['<file>', 'JSON or YAML']],
        load: async () => (await import('../commands/rule.ts')).ruleValidate,
      },
      {
        name: 'simulate',
        summary: 'what if these people approved; or a RuleSet file, over a history of changes',
        arguments: [['<candidate>', 'the candidate; with `--history` a RuleSet file']],
        options: [
          { flags: '--approve <human>', about: 'name or id', repeatable: true },
          { flags: '--history <file>', about: 'JSON Lines of changes, `-` for standard input' },
          { flags: '--against <file>', about: 'a RuleSet file to compare with' },
          { flags: '--in-force', about: 'compare with the RuleSet in force, and its Roster' },
          { flags: '--roster <file>', about: 'a Roster file: how many people there are' },
          {
            flags: '--service <tier=minutes>',
            about: 'what one decision takes, such as T3=20',
            repeatable: true,
          },
          { flags: '--latency-hours <n>', about: 'until somebody looks (4)' },
          { flags: '--hours-a-week <n>', about: 'that a person gives to reviews (5)' },
          { flags: '--each', about: 'with `--json`: every change with its tier and reasons' },
        ],
        notes:
          'A line of a history is {at, environment, environmentClass?, dataClass?, author?, language?, from, to}, or {at, environment, …, effects, verdict} where effects are computed already.',
        load: async () => (await import('../commands/rule.ts')).ruleSimulate,
      },
      {
        name: 'propose',
        summary: 'propose the next RuleSet',
        arguments: [['<file>', 'the whole document, JSON or YAML']],
        load: async () => (await import('../commands/governance.ts')).rulePropose,
      },
      {
        name: 'sign',
        summary: 'sign a proposed RuleSet; at quorum it is in force',
        arguments: [PROPOSAL],
        options: [KEY],
        notes: SIGNING,
        load: async () => (await import('../commands/governance.ts')).ruleSign,
      },
      WITHDRAW,
      {
        name: 'proposals',
        summary: 'what was proposed, and who signed',
        load: async () => {
          const { proposalList } = await import('../commands/governance.ts');
          return (_given, io) => proposalList('ruleset', io);
        },
      },
    ],
  },
];
