import type { AuthLevel } from '@countersign/api';
import type { Actor, Id, Instant } from '@countersign/domain';

/** Nobody is signed in. */
export interface Anonymous {
  readonly kind: 'anonymous';
}

/** Whoever installed the server: holds the setup token, founds workspaces, and is no human of any of them. */
export interface Installer {
  readonly kind: 'installer';
}

/** Looks around an evaluation. */
export interface Visitor {
  readonly kind: 'visitor';
  readonly workspace: Id;
  readonly expiresAt: Instant;
}

/** An API token; `sponsor` is the human behind it. */
export interface Machine {
  readonly kind: 'agent' | 'pipeline';
  readonly workspace: Id;
  readonly id: Id;
  readonly sponsor: Id;
}

/** A human of the newest Roster who signed in with a key it lists. */
export interface Person {
  readonly kind: 'human';
  readonly workspace: Id;
  readonly id: Id;
  readonly credential: Id;
}

export type Drafter = Machine | Person;
export type Reader = Visitor | Drafter;
export type Principal = Anonymous | Installer | Reader;

/** Who is left once a route's level was enforced. */
export interface WhoMay extends Record<AuthLevel, Principal> {
  public: Principal;
  setup: Installer;
  read: Reader;
  draft: Drafter;
  human: Person;
  decide: Person;
}

/** The actor that events record. */
export function actorOf(who: Drafter): Actor {
  return { kind: who.kind, id: who.id };
}
