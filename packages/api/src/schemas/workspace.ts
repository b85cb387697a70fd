import { z } from 'zod';
import { person, serviceKeyView } from './governance.ts';
import {
  actor,
  checkpointView,
  digest,
  envelope,
  id,
  instant,
  label,
  mode,
  tier,
} from './values.ts';

export const serverView = z.strictObject({
  name: z.literal('countersign'),
  version: z.string(),
  /** The one origin of this installation; sign-in challenges are bound to it. */
  origin: z.url(),
  /** Version of the analysis; a client of another version recomputes nothing and does not sign. */
  analysis: z.string(),
  /** The evaluation workspace of this server, if it has one. */
  evaluation: id.nullable(),
});

export const health = z.strictObject({ status: z.literal('ok') });

export const createWorkspace = z.strictObject({ mode: z.literal('founded') });
export const workspaceCreated = z.strictObject({
  workspace: id,
  logOrigin: z.string(),
  serviceKeys: z.array(serviceKeyView),
});

export const foundWorkspace = z.strictObject({
  roster: envelope,
  ruleSet: envelope,
  persons: z.array(person).max(1000),
});
export const workspaceFounded = z.strictObject({ workspace: id, checkpoint: checkpointView });

/** What a person signs to come in, in the namespace `countersign-login`; the bytes are its JCS form. */
export const loginChallenge = z.strictObject({
  v: z.literal(1),
  kind: z.literal('login-challenge'),
  origin: z.string(),
  workspace: id,
  nonce: z.string(),
  issuedAt: instant,
  expiresAt: instant,
});

export const challengeIssued = z.strictObject({ challenge: loginChallenge });
export const openSession = z.strictObject({
  challenge: loginChallenge,
  /** The armored OpenSSH signature. */
  signature: z.string().max(8192),
});
export const sessionOpened = z.strictObject({ token: z.string(), human: id, expiresAt: instant });

export const whoami = z.strictObject({
  workspace: id,
  mode,
  actor,
  name: z.string().nullable(),
  roles: z.array(z.string()),
  accepts: z.array(
    z.strictObject({ environment: z.string(), upTo: tier, until: instant.nullable() }),
  ),
});

export const createToken = z.strictObject({
  kind: z.enum(['agent', 'pipeline']),
  name: label,
  ttlSeconds: z.int().min(60).max(31_536_000),
});
export const tokenCreated = z.strictObject({ id, secret: z.string(), expiresAt: instant });
export const tokenView = z.strictObject({
  id,
  kind: z.enum(['agent', 'pipeline']),
  name: z.string().nullable(),
  sponsor: id,
  createdAt: instant,
  expiresAt: instant,
  state: z.enum(['active', 'expired', 'revoked']),
});

export const visitQuery = z.strictObject({ code: z.string().max(200) });
export const workspaceParams = z.strictObject({ workspace: id });
export const digestParams = z.strictObject({ digest });

export type ServerView = z.infer<typeof serverView>;
export type LoginChallenge = z.infer<typeof loginChallenge>;
export type Whoami = z.infer<typeof whoami>;
export type TokenView = z.infer<typeof tokenView>;
export type TokenCreated = z.infer<typeof tokenCreated>;
export type WorkspaceCreated = z.infer<typeof workspaceCreated>;
export type WorkspaceFounded = z.infer<typeof workspaceFounded>;
export type SessionOpened = z.infer<typeof sessionOpened>;
