import type { CommandSpec } from '../frame/spec.ts';

const ID = ['<id>', 'the candidate'] as const;
const REASON = {
  flags: '--reason <text>',
  about: 'your words, shown to the others',
  required: true,
} as const;

const candidate: CommandSpec = {
  name: 'candidate',
  summary: 'proposed policies',
  commands: [
    {
      name: 'draft',
      summary: 'propose a next content; it is verified at once',
      arguments: [['[file]', 'the policy text; absent when it is made from one of the below']],
      options: [
        { flags: '--policy <id>', about: 'the policy it changes', required: true },
        { flags: '--requirement <id>', about: 'the requirement it serves', required: true },
        {
          flags: '--from-requirement',
          about: 'make the smallest policy that the requirement needs',
        },
        {
          flags: '--from-use <what>',
          about: 'make it of what was used: `newest`, the id of a snapshot, or a log',
        },
        { flags: '--from-template <name>', about: 'make it of a template of the workspace' },
        { flags: '--set <key=value>', about: 'a value for the template', repeatable: true },
        {
          flags: '--denies',
          about: 'make every intended denial a Deny, where the language has one',
        },
        { flags: '--print', about: 'show what would be made, and store nothing' },
        {
          flags: '--source <source>',
          about: 'which log it is, where its beginning does not tell',
          choices: ['cloudtrail', 'kubernetes-audit'],
        },
        { flags: '--generator <name@version>', about: 'the program that made the file' },
        {
          flags: '--input <name=digest>',
          about: 'what it was made from, with @TIME where that ages',
          repeatable: true,
        },
      ],
      notes: `A draft has no weight by where it comes from: it is verified and approved as any other. What it was made
from is recorded with digests and ages; inputs that are too old block or raise the tier, as the RuleSet says.`,
      load: async () => (await import('../commands/candidate-draft.ts')).candidateDraft,
    },
    {
      name: 'revise',
      summary: 'replace the content; approvals of another content are void',
      arguments: [ID, ['<file>', 'the policy text']],
      options: [
        {
          flags: '--if-match <digest>',
          about: 'the content you edited (default: the current one)',
        },
      ],
      load: async () => (await import('../commands/candidate-draft.ts')).candidateRevise,
    },
    {
      name: 'invite',
      summary: 'let another human edit too; it disqualifies them as approver',
      arguments: [ID, ['<human>', 'name or id']],
      load: async () => (await import('../commands/candidate-draft.ts')).candidateInvite,
    },
    {
      name: 'verify',
      summary:
        'the checks of the current content; exit 1 when one fails, 2 when one is undetermined',
      arguments: [ID],
      load: async () => (await import('../commands/candidate-show.ts')).candidateVerify,
    },
    {
      name: 'submit',
      summary: 'freeze the terms and ask for review',
      arguments: [ID],
      options: [
        { flags: '--valid-for <span>', about: 'how long the access may live', fallback: '90d' },
        { flags: '--recertify-in <span>', about: 'when it is looked at again', fallback: '60d' },
        { flags: '--rollback-for <span>', about: 'how long it may be put back later' },
        {
          flags: '--on-lapse <what>',
          about: 'what happens at the end',
          choices: ['keep', 'deny'],
          fallback: 'deny',
        },
      ],
      load: async () => (await import('../commands/candidate-submit.ts')).candidateSubmit,
    },
    {
      name: 'preview',
      summary: 'what a reviewer would see, before submission',
      arguments: [ID],
      load: async () => (await import('../commands/candidate-show.ts')).candidatePreview,
    },
    {
      name: 'show',
      summary: 'one candidate with everything a reviewer sees',
      arguments: [ID],
      load: async () => (await import('../commands/candidate-show.ts')).candidateShow,
    },
    {
      name: 'list',
      summary: 'the candidates',
      options: [
        { flags: '--state <state>', about: 'only those in this state' },
        { flags: '--policy <id>', about: 'only those of this policy' },
      ],
      load: async () => (await import('../commands/candidate-show.ts')).candidateList,
    },
    {
      name: 'diff',
      summary: 'what it newly allows and denies, and the canonical text before and after',
      arguments: [ID],
      load: async () => (await import('../commands/candidate-show.ts')).candidateDiff,
    },
    {
      name: 'withdraw',
      summary: 'take the proposal back',
      arguments: [ID],
      options: [REASON],
      load: async () => (await import('../commands/candidate-submit.ts')).candidateWithdraw,
    },
    {
      name: 'supersede',
      summary: 'end the proposal because another one for the same policy takes its place',
      arguments: [ID],
      options: [
        { flags: '--by <id>', about: 'the candidate that takes its place', required: true },
      ],
      load: async () => (await import('../commands/candidate-submit.ts')).candidateSupersede,
    },
  ],
};

const review: CommandSpec = {
  name: 'review',
  summary: 'decide on candidates',
  commands: [
    {
      name: 'list',
      summary: 'the candidates in review',
      load: async () => (await import('../commands/review.ts')).reviewList,
    },
    {
      name: 'approve',
      summary: 'recompute, look, confirm one by one, and sign',
      arguments: [ID],
      options: [
        { flags: '--key <path>', about: 'your private key', required: true },
        { flags: '--role <role>', about: 'the role you decide in, where you could in several' },
      ],
      notes: `It asks six confirmations; each is given by typing its own word, and anything else refuses.
There is no option to skip them. Where you approved an earlier revision, it first says what changed since; where the new one
is proved equivalent here, and nothing you accepted grew, it shows that proof alone and asks one word, \`re-affirm\`.`,
      load: async () => (await import('../commands/review-approve.ts')).reviewApprove,
    },
    {
      name: 'reject',
      summary: 'say no; it blocks until you withdraw it, a veto ends the candidate',
      arguments: [ID],
      options: [REASON],
      notes: `Where the rule gives you a veto, and as many reject as it takes, the candidate ends for good:
nothing can be withdrawn then, and a new candidate is needed. It warns before. \`rule show\` says who holds a veto;
\`review request-changes\` asks for another content instead.`,
      load: async () => (await import('../commands/review.ts')).reviewReject,
    },
    {
      name: 'request-changes',
      summary: 'ask for another content',
      arguments: [ID],
      options: [REASON],
      load: async () => (await import('../commands/review.ts')).reviewRequestChanges,
    },
    {
      name: 'comment',
      summary: 'say something without deciding',
      arguments: [ID],
      options: [REASON],
      load: async () => (await import('../commands/review.ts')).reviewComment,
    },
    {
      name: 'withdraw-reject',
      summary: 'take your rejection back',
      arguments: [ID],
      load: async () => (await import('../commands/review.ts')).reviewWithdrawReject,
    },
    {
      name: 'revoke-approval',
      summary: 'take your approval back, as long as nothing was released on it',
      arguments: [ID],
      load: async () => (await import('../commands/review.ts')).reviewRevokeApproval,
    },
  ],
};

const release: CommandSpec = {
  name: 'release',
  summary: 'put an approved content in force',
  commands: [
    {
      name: 'create',
      summary: 'release an approved candidate',
      arguments: [ID],
      load: async () => (await import('../commands/release.ts')).releaseCreate,
    },
    {
      name: 'list',
      summary: 'the releases',
      options: [
        { flags: '--policy <id>', about: 'only those of this policy' },
        { flags: '--environment <name>', about: 'only those there' },
      ],
      load: async () => (await import('../commands/release.ts')).releaseList,
    },
    {
      name: 'show',
      summary: 'one release',
      arguments: [['<id>', 'the release']],
      load: async () => (await import('../commands/release.ts')).releaseShow,
    },
    {
      name: 'bundle',
      summary: 'fetch what a gate checks: a tar with everything in it',
      arguments: [['<id>', 'the release']],
      options: [{ flags: '--out <file>', about: 'where to write the tar', required: true }],
      load: async () => (await import('../commands/release.ts')).releaseBundle,
    },
    {
      name: 'freshness',
      summary: 'fetch a statement that the release is the current one, valid for a while',
      arguments: [['<id>', 'the release']],
      options: [
        { flags: '--ttl <span>', about: 'how long it holds, such as `24h`', fallback: '24h' },
        { flags: '--out <file>', about: 'where to write it', required: true },
      ],
      load: async () => (await import('../commands/release.ts')).releaseFreshness,
    },
    {
      name: 'revoke',
      summary: 'withdraw a release: its freshness is withheld from now on',
      arguments: [['<id>', 'the release']],
      options: [REASON],
      load: async () => (await import('../commands/release.ts')).releaseRevoke,
    },
  ],
};

/** Proposing, deciding, releasing. */
export const candidateCommands: readonly CommandSpec[] = [candidate, review, release];
