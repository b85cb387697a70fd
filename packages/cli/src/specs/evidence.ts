import type { CommandSpec } from '../frame/spec.ts';

/** What anyone can check without the server: gate and audit. */
export const evidenceCommands: readonly CommandSpec[] = [
  {
    name: 'gate',
    summary: 'let only released content through, offline',
    commands: [
      {
        name: 'init',
        summary: 'make the state a gate keeps',
        options: [
          { flags: '--state <dir>', about: 'folder for what the gate has seen', required: true },
        ],
        load: async () => (await import('../commands/gate.ts')).gateInitCommand,
      },
      {
        name: 'trust',
        summary:
          'write a TrustPolicy that pins the newest Roster and RuleSet as the server shows them',
        options: [{ flags: '--out <file>', about: 'where to write it', required: true }],
        notes: `It believes the server once, now. \`init finish\` writes one that founders made and signed themselves.`,
        load: async () => (await import('../commands/gate-trust.ts')).gateTrust,
      },
      {
        name: 'verify',
        summary: 'check a release bundle; exit 1 with every reason when it must not pass',
        arguments: [['<bundle>', 'folder or tar']],
        options: [
          { flags: '--environment <name>', about: 'where this gate stands', required: true },
          { flags: '--trust <file>', about: 'the TrustPolicy it is pinned to', required: true },
          { flags: '--state <dir>', about: 'folder of `gate init`', required: true },
        ],
        notes: `Time is the system’s clock; no option sets it. A bundle or a state folder that is missing or cannot be read is
a refusal too (exit 1): what cannot be shown does not pass. Exit 3 is a TrustPolicy that is none, or wrong usage.`,
        load: async () => (await import('../commands/gate.ts')).gateVerifyCommand,
      },
    ],
  },
  {
    name: 'audit',
    summary: 'prove what happened, offline',
    commands: [
      {
        name: 'export',
        summary: 'fetch the whole log with its documents as a tar',
        options: [{ flags: '--out <file>', about: 'where to write it', required: true }],
        load: async () => (await import('../commands/audit.ts')).auditExport,
      },
      {
        name: 'verify',
        summary: 'recompute the log and replay every decision; exit 1 when anything is wrong',
        arguments: [['<export>', 'tar or folder']],
        options: [
          {
            flags: '--known <file>',
            about: 'a checkpoint kept from before: shows that nothing is missing',
          },
        ],
        notes:
          'A --known file that is no checkpoint is bad input (exit 3); one the log does not agree with is a finding (exit 1).',
        load: async () => (await import('../commands/audit.ts')).auditVerify,
      },
      {
        name: 'proof',
        summary: 'the inclusion proof of one log entry',
        arguments: [['<entry>', 'its index']],
        load: async () => (await import('../commands/audit.ts')).auditProof,
      },
    ],
  },
  {
    name: 'show',
    summary: 'print a document by its digest, checked against it',
    arguments: [['<digest>', '`sha256:` and 64 hex digits']],
    load: async () => (await import('../commands/show.ts')).show,
  },
];
