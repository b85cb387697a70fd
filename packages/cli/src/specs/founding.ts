import type { CommandSpec } from '../frame/spec.ts';

/** Founding a workspace, the server, and signing in. */
export const foundingCommands: readonly CommandSpec[] = [
  {
    name: 'start',
    summary: 'start the server: web, API and embedded PostgreSQL (or DATABASE_URL)',
    options: [
      {
        flags: '--port <port>',
        about: 'port to listen on, 0 for a free one (default: COUNTERSIGN_PORT or 7390)',
      },
      { flags: '--no-web', about: 'start without building the web app' },
    ],
    notes: 'SIGINT or SIGTERM stop it cleanly. Settings come from COUNTERSIGN_* variables.',
    load: async () => (await import('../commands/start.ts')).start,
  },
  {
    name: 'init',
    summary: 'found a workspace: write the unsigned Roster 1 and RuleSet 1',
    options: [
      {
        flags: '--founder <name=key.pub>',
        about: 'a founder and an own public key',
        repeatable: true,
      },
      {
        flags: '--people <file>',
        about: 'YAML or JSON with people, keys, roles and what they accept',
      },
      { flags: '--server <url>', about: 'the server that will hold the workspace' },
      { flags: '--setup-token <file>', about: 'file with the setup token the server printed' },
      {
        flags: '--environments <file>',
        about: '`defaults`, or a YAML or JSON file with a list `environments`',
        fallback: 'defaults',
      },
      {
        flags: '--threshold <count>',
        about: 'founders needed to change the Roster (default: a majority)',
      },
      { flags: '--out <dir>', about: 'folder for the documents' },
    ],
    notes: `Then each founder runs \`countersign init sign\`, and one of them \`countersign init finish\`.

The people file:
  people:
    - name: ada                      # as shown to others; erasable
      key: ada.pub                   # an OpenSSH public key, beside this file
      founder: true                  # part of the quorum that changes the Roster
      roles: [security]              # words the rules use, next to \`reviewer\`
      accepts:                       # the highest tier this person may accept, where
        - { environment: "staging/*", upTo: T3 }
  groups:                            # optional
    - { name: app-payments, members: [ada] }`,
    load: async () => (await import('../commands/init.ts')).init,
    commands: [
      {
        name: 'sign',
        summary: 'add a founder’s signatures to the unsigned documents',
        options: [
          { flags: '--dir <dir>', about: 'the folder `init` wrote', required: true },
          { flags: '--key <path>', about: 'the founder’s own private key', required: true },
        ],
        load: async () => (await import('../commands/init-sign.ts')).initSign,
      },
      {
        name: 'finish',
        summary: 'found the workspace once a quorum has signed',
        options: [
          { flags: '--dir <dir>', about: 'the folder `init` wrote', required: true },
          { flags: '--setup-token <file>', about: 'file with the setup token', required: true },
        ],
        load: async () => (await import('../commands/init-finish.ts')).initFinish,
      },
    ],
  },
  {
    name: 'login',
    summary: 'sign in by signing a challenge that is bound to the server’s address',
    options: [
      { flags: '--server <url>', about: 'the server', required: true },
      { flags: '--workspace <id>', about: 'the workspace', required: true },
      {
        flags: '--key <path>',
        about: 'your private key (or a .pub whose key an agent holds)',
        required: true,
      },
    ],
    load: async () => (await import('../commands/session.ts')).login,
  },
  {
    name: 'logout',
    summary: 'end the session and forget it here',
    load: async () => (await import('../commands/session.ts')).logout,
  },
  {
    name: 'whoami',
    summary: 'who is signed in here, and what they may accept',
    load: async () => (await import('../commands/session.ts')).whoami,
  },
  {
    name: 'doctor',
    summary: 'say what is wrong with this installation and how to mend it',
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
];
