import type { CommandSpec } from '../frame/spec.ts';

/** Standing obligations and dated deviations from them; both are part of the RuleSet and change with it. */
export const guardrailCommands: readonly CommandSpec[] = [
  {
    name: 'guardrail',
    summary: 'standing obligations on everything in force',
    commands: [
      {
        name: 'list',
        summary: 'the guardrails of files, else those of the RuleSet in force',
        arguments: [['[files...]', 'files of kind `Guardrail`, or a RuleSet']],
        options: [{ flags: '--library', about: 'those that are shipped, to adopt' }],
        load: async () => (await import('../commands/guardrail.ts')).guardrailList,
      },
      {
        name: 'check',
        summary: 'judge guardrails before anybody signs them, or hold a change against them',
        arguments: [['<files...>', 'files of kind `Guardrail`, or a RuleSet']],
        options: [
          {
            flags: '--candidate <file>',
            about: 'a Candidate file: exit 1 when it breaks one that blocks, 2 when undetermined',
          },
        ],
        notes: `What was broken before a change and is broken no further is shown and held against nobody.`,
        load: async () => (await import('../commands/guardrail.ts')).guardrailCheck,
      },
      {
        name: 'impact',
        summary: 'what changed guardrails newly catch of everything in force; exit 1 when anything',
        arguments: [['[rules]', 'a RuleSet file; without it, what the guardrails in force catch']],
        notes: `In force is what the newest inventories found and what was released or adopted here. What is not known to be
complete is undetermined, never kept: exit 2 where nothing is caught and something is not decided.`,
        load: async () => (await import('../commands/guardrail-impact.ts')).guardrailImpact,
      },
    ],
  },
  {
    name: 'exception',
    summary: 'dated, owned deviations',
    commands: [
      {
        name: 'list',
        summary: 'the exceptions of the RuleSet in force',
        options: [{ flags: '--all', about: 'those that ended, too' }],
        load: async () => (await import('../commands/exception.ts')).exceptionList,
      },
    ],
  },
];
