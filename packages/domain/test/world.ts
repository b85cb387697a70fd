import {
  type Actor,
  type Appetite,
  type Command,
  type Credential,
  DEFAULT_TIER_RULES,
  type Decided,
  type Decision,
  type Digest,
  type DomainEvent,
  decide,
  emptyState,
  evolve,
  type Facts,
  firstRuleSet,
  type GovernanceEnvelope,
  type Id,
  type InstanceFacts,
  type Instant,
  idOfStream,
  type NewEvent,
  type PolicyLanguage,
  type ProofFacts,
  type ProvenanceFacts,
  type RequirementFacts,
  type Roster,
  type RosterHuman,
  type RuleSet,
  type RuleSetV1,
  type RuleSetV2,
  type SnapshotFacts,
  type TemplateFacts,
  type VerificationFacts,
  type VerifiedApproval,
  type VerifiedReleaseStatement,
  type VerifiedStandingApproval,
  type WorkspaceState,
} from '../src/index.ts';

export const T0: Instant = '2026-11-23T12:00:00.000Z';
export const SYSTEM: Actor = { kind: 'system', id: 'system' };
export const STAGING = 'staging/aws/111111111111';
export const PRODUCTION = 'prod/aws/222222222222';
export const LONG_AGO = '2026-01-01T00:00:00.000Z';

export function human(id: Id): Actor {
  return { kind: 'human', id };
}

/** A digest-shaped name: documents of a test are told apart by it. */
export function named(name: string): Digest {
  return `sha256:${name}`;
}

export function keyOf(id: Id, assurance: Credential['assurance'] = 'ssh'): Credential {
  return {
    id: `${id}-key`,
    type: 'ssh-ed25519',
    publicKey: `ssh-ed25519 ${id}`,
    assurance,
    rpId: null,
    since: LONG_AGO,
    until: null,
  };
}

export function listed(
  id: Id,
  roles: readonly string[],
  more: Partial<RosterHuman> = {},
): RosterHuman {
  return {
    id,
    commitment: named(id),
    roles,
    accepts: [{ environment: '*', upTo: 'T4', until: null }],
    since: LONG_AGO,
    until: null,
    credentials: [keyOf(id)],
    ...more,
  };
}

/** author and backup own the identity; rosa owns resources, sam is security, rex reviews, una is a stranger to reviews. */
export const PEOPLE: readonly RosterHuman[] = [
  listed('author', ['developer']),
  listed('backup', ['developer']),
  listed('rosa', ['resource-owner']),
  listed('sam', ['security']),
  listed('rex', []),
  listed('both', ['resource-owner', 'security']),
  listed('una', [], { accepts: [] }),
  listed('gone', ['security'], { until: LONG_AGO }),
];

export function rosterOf(more: Partial<Roster> = {}): Roster {
  return {
    kind: 'roster',
    v: 1,
    workspace: 'w',
    mode: 'founded',
    number: 1,
    previous: null,
    quorum: { threshold: 2, humans: ['rosa', 'sam', 'rex'] },
    humans: PEOPLE,
    groups: [{ name: 'payments', members: [{ human: 'rex', until: null }] }],
    serviceKeys: [
      { use: 'log', type: 'ed25519', publicKey: 'log-key', since: LONG_AGO, until: null },
      {
        use: 'release',
        type: 'ecdsa-p256',
        publicKey: 'release-key',
        since: LONG_AGO,
        until: null,
      },
    ],
    ...more,
  };
}

export function ruleSetOf(more: Partial<RuleSetV1> = {}): RuleSetV1 {
  const common = { onLapse: 'keep' as const, maxValiditySeconds: 15_552_000 };
  const environments = [
    { name: STAGING, class: 'staging', minimumAssurance: 'ssh' as const, ...common },
    {
      name: PRODUCTION,
      class: 'production',
      minimumAssurance: 'ssh-sk-verified' as const,
      ...common,
    },
  ];
  return { ...firstRuleSet('w', environments), ...more };
}

/** The same as version 2, with the shipped tiers and T4 accepted by rosa everywhere. */
export function ruleSetV2(more: Partial<RuleSetV2> = {}): RuleSetV2 {
  const appetite: Appetite = {
    environment: '*',
    dataClass: null,
    upTo: 'T4',
    acceptedBy: 'rosa',
    since: LONG_AGO,
    until: null,
  };
  const { v: _, ...common } = ruleSetOf();
  return {
    ...common,
    v: 2,
    tierRules: DEFAULT_TIER_RULES,
    appetite: [appetite],
    guardrails: [],
    exceptions: [],
    inputs: [],
    ...more,
  };
}

/** Facts as a test states them. */
export class StatedFacts implements Facts {
  readonly rosters = new Map<Digest, Roster>();
  readonly ruleSets = new Map<Digest, RuleSet>();
  readonly requirements = new Map<Digest, RequirementFacts>();
  readonly verifications = new Map<Digest, VerificationFacts>();
  readonly approvals = new Map<Digest, VerifiedApproval>();
  readonly envelopes = new Map<Digest, GovernanceEnvelope>();
  readonly releases = new Map<Digest, VerifiedReleaseStatement>();
  readonly patterns = new Map<Digest, readonly string[]>();
  readonly snapshots = new Map<Digest, SnapshotFacts>();
  readonly provenances = new Map<Digest, ProvenanceFacts>();
  readonly templates = new Map<Digest, TemplateFacts>();
  readonly instances = new Map<Digest, InstanceFacts>();
  readonly standing = new Map<Digest, VerifiedStandingApproval>();
  readonly proofs = new Map<Digest, ProofFacts>();
  readonly sets = new Map<Digest, readonly Digest[]>();

  roster(d: Digest): Roster | undefined {
    return this.rosters.get(d);
  }
  ruleSet(d: Digest): RuleSet | undefined {
    return this.ruleSets.get(d);
  }
  requirement(d: Digest): RequirementFacts | undefined {
    return this.requirements.get(d);
  }
  policy(d: Digest): { readonly language: PolicyLanguage } | undefined {
    if (d.startsWith('sha256:policy-rbac')) return { language: 'kubernetes-rbac' };
    return d.startsWith('sha256:policy') ? { language: 'aws-iam' } : undefined;
  }
  verification(d: Digest): VerificationFacts | undefined {
    return this.verifications.get(d);
  }
  approval(d: Digest): VerifiedApproval | undefined {
    return this.approvals.get(d);
  }
  governanceEnvelope(d: Digest): GovernanceEnvelope | undefined {
    return this.envelopes.get(d);
  }
  releaseStatement(d: Digest): VerifiedReleaseStatement | undefined {
    return this.releases.get(d);
  }
  resourcePatterns(d: Digest): readonly string[] | undefined {
    return this.patterns.get(d);
  }
  snapshot(d: Digest): SnapshotFacts | undefined {
    return this.snapshots.get(d);
  }
  provenance(d: Digest): ProvenanceFacts | undefined {
    return this.provenances.get(d);
  }
  template(d: Digest): TemplateFacts | undefined {
    return this.templates.get(d);
  }
  instance(d: Digest): InstanceFacts | undefined {
    return this.instances.get(d);
  }
  standingApproval(d: Digest): VerifiedStandingApproval | undefined {
    return this.standing.get(d);
  }
  proof(d: Digest): ProofFacts | undefined {
    return this.proofs.get(d);
  }
  policySet(d: Digest): readonly Digest[] | undefined {
    return this.sets.get(d);
  }
}

/** A workspace under test: a log, its fold, and what is proved. */
export class World {
  readonly facts: StatedFacts = new StatedFacts();
  readonly events: DomainEvent[] = [];
  state: WorkspaceState = emptyState();
  at: Instant = T0;
  #ids = 0;

  newId = (): Id => {
    this.#ids += 1;
    return `id-${this.#ids}`;
  };

  try(actor: Actor, command: Command): Decided<Decision> {
    const { at, facts, newId } = this;
    return decide(this.state, command, { actor, at, newId, facts });
  }

  /** Decides and appends; answers the id of the first event's stream. Throws on a refusal, with its reasons. */
  do(actor: Actor, command: Command): Id {
    const decided = this.try(actor, command);
    if (!decided.ok) throw new Error(JSON.stringify(decided.refusals, null, 1));
    this.append(actor, decided.value.events);
    const first = decided.value.events[0];
    return first === undefined ? '' : idOfStream(first.stream);
  }

  append(actor: Actor, events: readonly NewEvent[]): void {
    for (const event of events) {
      const version = this.events.filter((e) => e.stream === event.stream).length + 1;
      const seq = this.events.length;
      const full = { v: 1, ...event, workspace: 'w', version, seq, at: this.at, actor };
      this.events.push(full as DomainEvent);
      this.state = evolve(this.state, full as DomainEvent);
    }
  }

  envelope(kind: 'roster' | 'ruleset', document: Digest, humans: readonly Id[]): Digest {
    const digest = named(`envelope ${kind} ${document} ${humans.join()}`);
    const signatures = humans.map((id) => ({
      credential: `${id}-key`,
      publicKey: `ssh-ed25519 ${id}`,
      assurance: 'ssh' as const,
    }));
    this.facts.envelopes.set(digest, { kind, document, signatures });
    return digest;
  }

  found(roster: Roster = rosterOf(), ruleSet: RuleSet = ruleSetOf()): this {
    this.facts.rosters.set(named('roster-1'), roster);
    this.facts.ruleSets.set(named('ruleset-1'), ruleSet);
    this.do(SYSTEM, {
      type: 'foundWorkspace',
      workspace: 'w',
      mode: 'founded',
      roster: named('roster-1'),
      ruleSet: named('ruleset-1'),
      rosterEnvelope: this.envelope('roster', named('roster-1'), ['rosa', 'sam']),
      ruleSetEnvelope: this.envelope('ruleset', named('ruleset-1'), ['rosa', 'sam']),
      logKey: 'log-key',
    });
    return this;
  }
}

/** The codes of a refusal, sorted; none when it was accepted. */
export function codes(decided: Decided<unknown>): readonly string[] {
  return decided.ok ? [] : [...new Set(decided.refusals.map((r) => r.code))].toSorted();
}

/** The sentences of a refusal. */
export function sentences(decided: Decided<unknown>): readonly string[] {
  return decided.ok ? [] : decided.refusals.map((r) => r.message);
}
