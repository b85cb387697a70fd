import {
  type Actor,
  barredFrom,
  type Command,
  type Decided,
  type Decision,
  type DelegationTerms,
  type Digest,
  type Id,
  type InstanceFacts,
  lawInForce,
  type ProofFacts,
  type Roster,
  type RuleSet,
  type StandingApprovalStatement,
  standingBindings,
  type TemplateFacts,
  unionOf,
  type VerificationFacts,
} from '../src/index.ts';
import { Prepared } from './prepared.ts';
import { human, keyOf, named, rosterOf, STAGING, SYSTEM } from './world.ts';

export const VALID_UNTIL = '2027-01-23T12:00:00.000Z';
const DAY = 86_400;

/** Asked of a candidate that instantiates. */
export interface Instantiation {
  readonly instance?: Partial<InstanceFacts>;
  readonly proof?: Partial<ProofFacts>;
  readonly configuration?: ProofFacts['configuration'];
  readonly delegation?: Id | null;
}

/** A workspace with a template: author wrote it; author and rex may instantiate; rosa and sam sign it. */
export class StandingWorld extends Prepared {
  template: Id = '';
  #count = 0;

  constructor(more: Partial<TemplateFacts> = {}, roster: Roster = rosterOf(), ruleSet?: RuleSet) {
    super(STAGING, roster, ruleSet);
    this.facts.templates.set(named('template-1'), this.templateFacts(more));
    this.template = this.do(human('author'), {
      type: 'draftTemplate',
      document: named('template-1'),
    });
  }

  templateFacts(more: Partial<TemplateFacts> = {}): TemplateFacts {
    return {
      workspace: 'w',
      environment: this.environment,
      language: 'aws-iam',
      owner: 'author',
      backupOwner: 'backup',
      envelope: named('policy-envelope'),
      ceiling: named('policy-ceiling'),
      cap: { perNhi: 2, total: 3 },
      resources: ['arn:aws:s3:::payments/*'],
      denials: ['no-delete'],
      selector: { externalIds: null, nhis: null },
      instantiators: ['author', 'rex'],
      timeToLiveSeconds: 30 * DAY,
      onLapse: 'deny',
      release: 'automatic',
      sample: { perMille: 0, dueSeconds: 7 * DAY },
      expires: '2030-01-01T00:00:00.000Z',
      ...more,
    };
  }

  verifyTemplate(more: Partial<VerificationFacts> = {}): void {
    const template = this.templateNow();
    this.#count += 1;
    const verification = named(`template verification ${this.#count}`);
    this.facts.verifications.set(verification, {
      from: null,
      to: this.document().envelope,
      requirement: template.templateDigest,
      presented: named('presented envelope'),
      verdict: 'broader',
      effects: null,
      constructs: [],
      passed: ['intended-denials'],
      failed: [],
      undetermined: [],
      publicKey: 'release-key',
      ...more,
    });
    const command = {
      type: 'recordTemplateVerification',
      template: this.template,
      verification,
    } as const;
    this.do(SYSTEM, command);
  }

  submitTemplate(validUntil = VALID_UNTIL, by: Id = 'author'): void {
    this.do(human(by), { type: 'submitTemplate', template: this.template, validUntil });
  }

  /** What that human would sign of the template now, with changes a test makes. */
  standingSigned(by: Id, more: Partial<StandingApprovalStatement> = {}): Digest {
    const law = lawInForce(this.state, this.facts);
    const template = this.templateNow();
    if (!law.ok || !('standing' in template)) throw new Error('nothing to sign');
    const credential =
      law.value.roster.humans.find((h) => h.id === by)?.credentials[0] ?? keyOf(by);
    this.#count += 1;
    const statement: StandingApprovalStatement = {
      ...standingBindings(template, { ...law.value, facts: this.facts }),
      approver: {
        human: by,
        credential: credential.id,
        assurance: credential.assurance,
        role: 'reviewer',
        onBehalfOf: null,
      },
      reason: named('reason'),
      checkpoint: { origin: 'countersign/w', size: this.events.length, root: 'root' },
      nonce: `standing-nonce-${this.#count}`,
      issuedAt: this.at,
      ...more,
    };
    const digest = named(`standing approval ${this.#count}`);
    const { id, publicKey, assurance } = credential;
    this.facts.standing.set(digest, { statement, credential: id, publicKey, assurance });
    return digest;
  }

  trySign(by: Id, more: Partial<StandingApprovalStatement> = {}): Decided<Decision> {
    const approval = this.standingSigned(by, more);
    const { template } = this;
    return this.try(human(by), { type: 'signStandingApproval', template, approval });
  }

  sign(by: Id): void {
    const approval = this.standingSigned(by);
    this.do(human(by), { type: 'signStandingApproval', template: this.template, approval });
  }

  /** Verified, submitted and signed by rosa and sam. */
  standing(more: Partial<VerificationFacts> = {}): this {
    this.verifyTemplate(more);
    this.submitTemplate();
    this.sign('rosa');
    this.sign('sam');
    return this;
  }

  /** Another policy of the same identity, so that several instances can be live. */
  anotherPolicy(): this {
    this.policy = this.do(human('author'), {
      type: 'adoptPolicy',
      environment: this.environment,
      language: 'aws-iam',
      name: named('n'),
      digest: null,
      owner: 'author',
    });
    return this;
  }

  /** Another identity with its own requirement and policy. */
  anotherNhi(externalId = 'x'): this {
    this.nhi = this.do(human('author'), {
      type: 'registerNhi',
      environment: this.environment,
      source: 'aws',
      externalId: named(externalId),
      name: named('n'),
      owner: 'author',
      backupOwner: 'backup',
    });
    this.requirement = '';
    this.stateRequirement(`requirement of ${this.nhi}`);
    return this.anotherPolicy();
  }

  /** A verified candidate. */
  verified(to = 'policy-1', by: Actor = human('author')): Id {
    const candidate = this.draft(to, by);
    this.verify(candidate);
    return candidate;
  }

  applyCommand(
    candidate: Id,
    more: Instantiation = {},
  ): Extract<Command, { type: 'applyStandingApproval' }> {
    const c = this.state.candidates.get(candidate);
    if (c === undefined) throw new Error('no candidate');
    const { state, facts, at, template } = this;
    const { templateDigest } = this.templateNow();
    const delegation = more.delegation ?? null;
    this.#count += 1;
    const instance = named(`ffffffff instance ${this.#count} of ${candidate}`);
    facts.instances.set(instance, {
      workspace: 'w',
      template,
      templateDigest,
      candidate,
      policy: c.policy,
      environment: c.environment,
      nhi: c.nhi,
      authors: c.authors.map((a) => a.human),
      disqualified: barredFrom(c, { state, facts }),
      externalId: null,
      to: c.to,
      unfit: [],
      ...more.instance,
    });
    const union = unionOf({ template, nhi: c.nhi, to: c.to }, { state, at });
    const set = named(`set ${union.join()}`);
    facts.sets.set(set, union);
    const proof = named(`proof ${this.#count}`);
    const delegated = this.delegations().find((d) => d.delegation === delegation);
    facts.proofs.set(proof, {
      of: c.to,
      passed: ['instantiates', 'within-envelope', 'within-ceiling', 'within-delegation'],
      failed: [],
      undetermined: [],
      publicKey: 'release-key',
      ...more.proof,
      configuration: {
        instance,
        template: templateDigest,
        envelope: this.document().envelope,
        ceiling: this.document().ceiling,
        union: set,
        ...(delegated === undefined ? {} : { delegation: delegated.envelope }),
        ...more.configuration,
      },
    });
    return { type: 'applyStandingApproval', candidate, template, instance, proof, delegation };
  }

  /** The standing approval as the principal of its decisions. */
  itself(): Actor {
    return { kind: 'system', id: this.template };
  }

  tryApply(candidate: Id, more: Instantiation = {}): Decided<Decision> {
    return this.try(this.itself(), this.applyCommand(candidate, more));
  }

  /** Decides the candidate under the standing approval; answers the decision. */
  apply(candidate: Id, more: Instantiation = {}): Id {
    return this.do(this.itself(), this.applyCommand(candidate, more));
  }

  releaseItself(candidate: Id): Id {
    return this.do(this.itself(), this.releaseCommand(candidate, this.template));
  }

  /** An instance in force. */
  live(to = 'policy-1'): { readonly candidate: Id; readonly decision: Id } {
    const candidate = this.verified(to);
    const decision = this.apply(candidate);
    this.releaseItself(candidate);
    return { candidate, decision };
  }

  grantCommand(
    delegate: Id,
    more: Partial<DelegationTerms> = {},
    proved: Partial<ProofFacts> = {},
  ): Extract<Command, { type: 'grantDelegation' }> {
    this.#count += 1;
    const envelope = more.envelope ?? named('policy-narrow');
    const proof = named(`delegation proof ${this.#count}`);
    this.facts.proofs.set(proof, {
      of: envelope,
      configuration: { envelope: this.document().envelope },
      passed: ['within-envelope'],
      failed: [],
      undetermined: [],
      publicKey: 'release-key',
      ...proved,
    });
    const until = more.until ?? VALID_UNTIL;
    const cap = more.cap ?? { perNhi: 1, total: 2 };
    const { template } = this;
    return { type: 'grantDelegation', template, delegate, envelope, cap, until, proof };
  }

  grant(delegate: Id, more: Partial<DelegationTerms> = {}, by: Id = 'author'): Id {
    this.do(human(by), this.grantCommand(delegate, more));
    return this.delegations().at(-1)?.delegation ?? '';
  }

  delegations(): readonly DelegationTerms[] {
    const template = this.templateNow();
    return 'standing' in template ? template.standing.delegations : [];
  }

  templateNow(): NonNullable<ReturnType<Prepared['state']['templates']['get']>> {
    const template = this.state.templates.get(this.template);
    if (template === undefined) throw new Error('no template');
    return template;
  }

  document(): TemplateFacts {
    const document = this.facts.templates.get(this.templateNow().templateDigest);
    if (document === undefined) throw new Error('no document');
    return document;
  }

  /** The identity's external id, opened for a selector. */
  opened(text: string, digest: Digest): Instantiation {
    return { instance: { externalId: { text, digest } } };
  }
}
