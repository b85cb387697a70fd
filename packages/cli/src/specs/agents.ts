import type { CommandSpec } from '../frame/spec.ts';

/** What programs that act for people use. */
export const agentCommands: readonly CommandSpec[] = [
  {
    name: 'mcp',
    summary: 'speak the Model Context Protocol on standard input and output',
    notes: `For agents: read, analyse, draft, verify and ask for review; nothing that decides exists there. It uses
COUNTERSIGN_SERVER, COUNTERSIGN_WORKSPACE and COUNTERSIGN_TOKEN, or the sign-in that is stored. Drafting and submitting need a
token of the agent's own: \`countersign token create --kind agent\`. Questions about policies need no server.`,
    load: async () => (await import('../commands/mcp.ts')).mcpCommand,
  },
];
