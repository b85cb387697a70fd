import {
  type Actor,
  type ApprovalStatement,
  approvalBindings,
  type Command,
  type Decided,
  type Decision,
  type Digest,
  type Id,
  lawInForce,
  plannedRelease,
  type RequirementFacts,
  type Roster,
  type RuleSet,
  type VerificationFacts,
} from '../src/index.ts';
import { human, keyOf, named, STAGING, SYSTEM, World } from './world.ts';

/** A founded workspace with an identity, resource owners, a requirement and an adopted policy. */
export class Prepared extends World {
  readonly environment: string;
  nhi: Id = '';
  policy: Id = '';
  requirement: Id = '';
  #nonces = 0;

  constructor(environment: string = STAGING, roster?: Roster, ruleSet?: RuleSet) {
    super();
    this.environment = environment;
    this.found(roster, ruleSet);
    const author = human('author');
    this.nhi = this.do(author, {
      type: 'registerNhi',
      environment,
      source: 'aws',
      externalId: named('x'),
      name: named('n'),
      owner: 'author',
      backupOwner: 'backup',
    });
    this.facts.patterns.set(named('patterns'), ['arn:aws:s3:::payments/*']);
    for (const owner of ['rosa', 'both']) {
      const resources = named('patterns');
      this.do(human('sam'), { type: 'assignResourceOwner', environment, resources, owner });
    }
    this.stateRequirement('requirement-1');
    const { requirement } = this;
    this.requirement = requirement;
    this.policy = this.do(author, {
      type: 'adoptPolicy',
      environment,
      language: 'aws-iam',
      name: named('n'),
      digest: named('policy-0'),
      owner: 'author',
    });
  }

  stateRequirement(document: string, more: Partial<RequirementFacts> = {}): void {
    this.facts.requirements.set(named(document), this.requirementFacts(more));
    this.requirement = this.do(human('author'), {
      type: 'stateRequirement',
      requirement: this.requirement === '' ? null : this.requirement,
      document: named(document),
    });
  }

  requirementFacts(more: Partial<RequirementFacts> = {}): RequirementFacts {
    return {
      workspace: 'w',
      nhi: this.nhi,
      owner: 'author',
      backupOwner: 'backup',
      environment: this.environment,
      language: 'aws-iam',
      expires: '2030-01-01T00:00:00.000Z',
      resources: ['arn:aws:s3:::payments/*'],
      dataClass: null,
      denials: ['no-delete'],
      ...more,
    };
  }

  draft(to = 'policy-1', actor: Actor = human('author')): Id {
    const { policy, requirement } = this;
    return this.do(actor, { type: 'draftCandidate', policy, requirement, to: named(to) });
  }

  /** States what analysis proved about the candidate as it is, and answers its digest. */
  proved(candidate: Id, more: Partial<VerificationFacts> = {}): Digest {
    const c = this.state.candidates.get(candidate);
    if (c === undefined) throw new Error(`no candidate ${candidate}`);
    const facts = `${c.to} ${c.from} ${c.requirementDigest} ${JSON.stringify(more)}`;
    const digest = named(`verification ${candidate} ${facts}`);
    this.facts.verifications.set(digest, {
      from: c.from,
      to: c.to,
      requirement: c.requirementDigest,
      presented: named(`presented ${c.to}`),
      verdict: 'broader',
      passed: ['intended-denials'],
      failed: [],
      undetermined: [],
      constructs: [],
      effects: null,
      publicKey: 'release-key',
      ...more,
    });
    return digest;
  }

  verify(candidate: Id, more: Partial<VerificationFacts> = {}): void {
    const verification = this.proved(candidate, more);
    this.do(SYSTEM, { type: 'recordVerification', candidate, verification });
  }

  submission(candidate: Id): Extract<Command, { type: 'submitCandidate' }> {
    return {
      type: 'submitCandidate',
      candidate,
      validUntil: '2027-01-23T12:00:00.000Z',
      recertifyBy: '2027-01-01T12:00:00.000Z',
      rollbackUntil: null,
      onLapse: null,
    };
  }

  submitted(to = 'policy-1', more: Partial<VerificationFacts> = {}): Id {
    const candidate = this.draft(to);
    this.verify(candidate, more);
    this.do(human('author'), this.submission(candidate));
    return candidate;
  }

  /** What that human would sign now, with changes a test makes. */
  signed(candidate: Id, by: Id, more: Partial<ApprovalStatement> = {}): Digest {
    const law = lawInForce(this.state, this.facts);
    const c = this.state.candidates.get(candidate);
    if (!law.ok || c === undefined || !('review' in c)) throw new Error('nothing to sign');
    const world = { ...law.value, state: this.state, facts: this.facts, at: this.at };
    const credential =
      law.value.roster.humans.find((h) => h.id === by)?.credentials[0] ?? keyOf(by);
    this.#nonces += 1;
    const statement: ApprovalStatement = {
      ...approvalBindings(c, world),
      approver: {
        human: by,
        credential: credential.id,
        assurance: credential.assurance,
        role: 'reviewer',
        onBehalfOf: null,
      },
      reason: named('reason'),
      checkpoint: { origin: 'countersign/w', size: this.events.length, root: 'root' },
      nonce: `nonce-${this.#nonces}`,
      issuedAt: this.at,
      ...more,
    };
    const digest = named(`approval ${this.#nonces}`);
    const { id, publicKey, assurance } = credential;
    this.facts.approvals.set(digest, { statement, credential: id, publicKey, assurance });
    return digest;
  }

  tryApprove(candidate: Id, by: Id, more: Partial<ApprovalStatement> = {}): Decided<Decision> {
    const approval = this.signed(candidate, by, more);
    return this.try(human(by), { type: 'approveCandidate', candidate, approval });
  }

  approve(candidate: Id, by: Id): void {
    const approval = this.signed(candidate, by);
    this.do(human(by), { type: 'approveCandidate', candidate, approval });
  }

  approved(to = 'policy-1'): Id {
    const candidate = this.submitted(to);
    this.approve(candidate, 'rosa');
    this.approve(candidate, 'sam');
    return candidate;
  }

  releaseCommand(candidate: Id, by: Id): Command {
    const { at, facts } = this;
    const planned = plannedRelease(this.state, { candidate, triggeredBy: by, at }, facts);
    const statement = named(`release of ${candidate} by ${by} at ${at}`);
    if (planned.ok) {
      facts.releases.set(statement, { statement: planned.value, publicKey: 'release-key' });
    }
    return { type: 'releaseCandidate', candidate, statement };
  }

  release(candidate: Id, by: Id = 'author'): Id {
    return this.do(human(by), this.releaseCommand(candidate, by));
  }
}
