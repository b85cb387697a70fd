import type { CommandSpec } from '../frame/spec.ts';

/** What programs that act for people use. */
export const agentCommands: readonly CommandSpec[] = [
  {
    name: 'ci',
    summary: 'verify the policy changes of a branch, say so on its pull request, and submit them',
    arguments: [
      [
        '<candidates...>',
        'files of kind `Candidate`; those are looked at of which anything changed',
      ],
    ],
    options: [
      {
        flags: '--base <ref>',
        about: 'the branch it is to be merged into; GITHUB_BASE_REF if not given',
      },
      {
        flags: '--fail-on <list>',
        about: 'of new-access, undetermined, denials, by commas; or none',
        fallback: 'denials,undetermined',
      },
      {
        flags: '--context <file>',
        about: 'what else is in force: an audit export, an inventory, observed use; more than once',
        repeatable: true,
      },
      {
        flags: '--alone',
        about: 'the policies alone: nothing is asked about what else is in force',
      },
      { flags: '--rules <file>', about: 'a RuleSet whose tier rules count; else the shipped ones' },
      { flags: '--sarif <file>', about: 'write the findings as SARIF 2.1.0' },
      { flags: '--markdown <file>', about: 'write the summary, for any forge' },
      { flags: '--comment', about: 'keep one comment on the pull request up to date' },
      { flags: '--upload-sarif', about: 'show the findings as code scanning alerts' },
      {
        flags: '--submit',
        about: 'submit what did not fail, for candidates that say under which ids',
      },
      { flags: '--valid-for <span>', about: 'how long the access may live', fallback: '90d' },
      { flags: '--recertify-in <span>', about: 'when it is looked at again', fallback: '60d' },
    ],
    notes: `A candidate whose \`policy.from\` is left out is compared with what the base branch has. Run again, it changes one
comment, not two, and submits one candidate, not two. It reads GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and the event of a
pull request, and signs in with COUNTERSIGN_SERVER and COUNTERSIGN_TOKEN. Exit 1 and 2 follow --fail-on.`,
    load: async () => (await import('../commands/ci.ts')).ciCommand,
  },
  {
    name: 'mcp',
    summary: 'speak the Model Context Protocol on standard input and output',
    notes: `For agents: read, analyse, draft, verify and ask for review; nothing that decides exists there. It uses
COUNTERSIGN_SERVER, COUNTERSIGN_WORKSPACE and COUNTERSIGN_TOKEN, or the sign-in that is stored. Drafting and submitting need a
token of the agent's own: \`countersign token create --kind agent\`. Questions about policies need no server.`,
    load: async () => (await import('../commands/mcp.ts')).mcpCommand,
  },
];
