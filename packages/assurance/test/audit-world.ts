// For tests: a workspace whose log an honest server would write, one real change released in it, and its export.
import type { KeyObject } from 'node:crypto';
import { canonicalPolicy, parsePolicyText } from '@countersign/analysis';
import {
  type Actor,
  type ApprovalStatement,
  approvalBindings,
  type Command,
  type DomainEvent,
  decide,
  emptyState,
  evolve,
  type Facts,
  type Id,
  idOfStream,
  lawInForce,
  plannedRelease,
  type WorkspaceState,
} from '@countersign/domain';
import {
  appendLeaf,
  canonicalBytes,
  canonicalText,
  type Digest,
  digest,
  digestHex,
  digestOf,
  EMPTY_FRONTIER,
  envelopeBytes,
  fromBase64,
  frontierRoot,
  hashedrekordBody,
  leafHash,
  logOrigin,
  PREDICATES,
  pae,
  parseEnvelope,
  type Roster,
  SSH_NAMESPACES,
  saltedDigest,
  sha256,
  signedCheckpoint,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  statement,
  toBase64,
  toHex,
  utf8,
} from '@countersign/evidence';
import { factsFrom } from '../src/index.ts';
import { governed } from './gate-world.ts';
import { requirement, roster1, ruleSet1 } from './law.ts';
import {
  ANA,
  about,
  byPeople,
  byService,
  ENVIRONMENT,
  id,
  KEYS,
  LONG_AGO,
  OLGA,
  type Person,
  publicKey,
  SAM,
  signBytes,
  UNTIL,
  WORKSPACE,
} from './people.ts';

export const BEN: Person = {
  human: id(14),
  credential: id(24),
  seed: new Uint8Array(32).fill(4),
  roles: ['developer'],
};
export const human = ({ human: of }: Person): Actor => ({ kind: 'human', id: of });
export const SYSTEM: Actor = { kind: 'system', id: WORKSPACE };
const SALT = new Uint8Array(16).fill(7);
const START = Date.parse('2026-11-23T12:00:00.000Z');

const [ana] = roster1.humans;
if (ana === undefined) throw new Error('an empty roster');
const roster: Roster = {
  ...roster1,
  humans: [
    ...roster1.humans,
    {
      ...ana,
      id: BEN.human,
      commitment: digest(BEN.seed),
      roles: [...BEN.roles],
      credentials: [
        {
          id: BEN.credential,
          type: 'ssh-ed25519',
          publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(BEN.seed)),
          assurance: 'ssh',
          rpId: null,
          since: LONG_AGO,
          until: null,
        },
      ],
    },
  ],
};

/** What an export says beside its entries and documents. */
export interface Told {
  readonly texts?: readonly unknown[];
  readonly signer?: KeyObject;
  /** Sizes at which the log was signed. */
  readonly checkpoints?: readonly number[];
}

export class AuditWorld {
  readonly documents: Map<Digest, Uint8Array> = new Map();
  readonly texts: { digest: Digest; salt: string; text: string }[] = [];
  readonly entries: Uint8Array[] = [];
  readonly facts: Facts = factsFrom((wanted) => this.documents.get(wanted));
  state: WorkspaceState = emptyState();
  #ids = 100;
  #seq = 0;

  get at(): string {
    return new Date(START + this.#seq * 1000).toISOString();
  }

  put(bytes: Uint8Array): Digest {
    const made = digest(bytes);
    this.documents.set(made, bytes);
    return made;
  }

  text(text: string): Digest {
    const made = saltedDigest(SALT, text);
    this.texts.push({ digest: made, salt: toHex(SALT), text });
    return made;
  }

  newId = (): Id => {
    this.#ids += 1;
    return id(this.#ids);
  };

  /** Decides and appends, as a server does; answers the id of the first event's stream. */
  do(actor: Actor, command: Command, record?: Uint8Array): Id {
    const { at, facts, newId } = this;
    const decided = decide(this.state, command, { actor, at, newId, facts });
    if (!decided.ok) throw new Error(JSON.stringify(decided.refusals, null, 1));
    for (const event of decided.value.events) this.append({ ...event, actor, at });
    if (record !== undefined) this.entries.push(record);
    const [first] = decided.value.events;
    return first === undefined ? '' : idOfStream(first.stream);
  }

  /** Appends whatever it is given, as a dishonest server could. */
  append(event: {
    type: string;
    stream: string;
    payload: unknown;
    actor: Actor;
    at: string;
  }): void {
    const version = (this.versions.get(event.stream) ?? 0) + 1;
    this.versions.set(event.stream, version);
    const full = { v: 1, ...event, workspace: WORKSPACE, version, seq: this.#seq };
    this.#seq += 1;
    this.entries.push(canonicalBytes(full));
    this.state = evolve(this.state, full as unknown as DomainEvent);
  }

  readonly versions: Map<string, number> = new Map();

  root(size: number = this.entries.length): Uint8Array {
    let frontier = EMPTY_FRONTIER;
    for (const entry of this.entries.slice(0, size)) {
      frontier = appendLeaf(frontier, leafHash(entry)).frontier;
    }
    return frontierRoot(frontier);
  }

  checkpoint(size: number = this.entries.length, signer: KeyObject = KEYS.log): Promise<string> {
    const head = { origin: logOrigin(WORKSPACE), size, root: this.root(size) };
    const key = fromBase64(publicKey(KEYS.log)) ?? new Uint8Array();
    return signedCheckpoint(head, async (message) => signBytes(signer, message), key);
  }

  async exported({ texts, signer, checkpoints }: Told = {}): Promise<Map<string, Uint8Array>> {
    const sizes = checkpoints ?? [1, this.entries.length];
    const signed = await Promise.all(sizes.map((size) => this.checkpoint(size, signer)));
    const header = { kind: 'export', v: 1, workspace: WORKSPACE, epoch: 1 };
    const head = { ...header, checkpoint: signed.at(-1) ?? null };
    return new Map([
      ['export.json', canonicalBytes(head)],
      ['entries.jsonl', entriesFile(this.entries)],
      ...[...this.documents].map(([of, bytes]) => [`documents/${digestHex(of)}`, bytes] as const),
      ['texts.jsonl', lines(texts ?? this.texts)],
      ...sizes.map((size, at) => [`checkpoints/${size}`, utf8(signed[at] ?? '')] as const),
    ]);
  }

  found(): this {
    const ruleSet = ruleSet1;
    this.do(SYSTEM, {
      type: 'foundWorkspace',
      workspace: WORKSPACE,
      mode: 'founded',
      roster: this.put(canonicalBytes(roster)),
      ruleSet: this.put(canonicalBytes(ruleSet)),
      rosterEnvelope: this.put(governed('roster', roster, [ANA, OLGA])),
      ruleSetEnvelope: this.put(governed('ruleset', ruleSet, [ANA, OLGA])),
      logKey: publicKey(KEYS.log),
    });
    return this;
  }

  /** An adopted policy and the need for another, by ana; olga owns what is accessed. */
  prepared(): { readonly policy: Id; readonly requirement: Id } {
    const by = human(ANA);
    const nhi = this.do(by, {
      type: 'registerNhi',
      environment: ENVIRONMENT,
      source: 'aws',
      externalId: this.text('arn:aws:iam::1:role/payments'),
      name: this.text('payments-bot'),
      owner: ANA.human,
      backupOwner: BEN.human,
    });
    const resources = this.put(canonicalBytes(['*']));
    const owned = { environment: ENVIRONMENT, resources, owner: OLGA.human };
    this.do(human(SAM), { type: 'assignResourceOwner', ...owned });
    const backupOwner = BEN.human;
    const document = this.put(canonicalBytes({ ...requirement, nhi, backupOwner }));
    const need = { type: 'stateRequirement', requirement: null, document } as const;
    const policy = this.do(by, {
      type: 'adoptPolicy',
      environment: ENVIRONMENT,
      language: 'aws-iam',
      name: this.text('payments'),
      digest: this.policy('s3:ListBucket'),
      owner: ANA.human,
    });
    return { policy, requirement: this.do(by, need) };
  }

  policy(action: string): Digest {
    const document = { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
    const parsed = parsePolicyText(JSON.stringify({ Version: '2012-10-17', ...document }));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
    return this.put(utf8(canonicalPolicy(parsed.value).text));
  }

  /** Drafted, proved and submitted by ana. */
  submitted(of: { readonly policy: Id; readonly requirement: Id }, action: string): Id {
    const by = human(ANA);
    const candidate = this.do(by, { type: 'draftCandidate', ...of, to: this.policy(action) });
    this.do(SYSTEM, {
      type: 'recordVerification',
      candidate,
      verification: this.verification(candidate),
    });
    this.do(by, {
      type: 'submitCandidate',
      candidate,
      validUntil: UNTIL,
      recertifyBy: UNTIL,
      rollbackUntil: null,
      onLapse: null,
    });
    return candidate;
  }

  verification(candidate: Id): Digest {
    const found = this.state.candidates.get(candidate);
    if (found === undefined) throw new Error('no candidate');
    const { from, to, requirementDigest } = found;
    const presented = this.put(
      canonicalBytes({ from, requirement: requirementDigest, to, verdict: 'broader' }),
    );
    const entry = (name: string, of: Digest | null) =>
      of === null ? [] : [{ name, digest: { sha256: digestHex(of) } }];
    const configuration = [
      ...entry('requirement', requirementDigest),
      ...entry('base', from),
      ...entry('presented', presented),
    ];
    const payload = statement(PREDICATES.verification, about(to), {
      result: 'PASSED',
      configuration,
      passedTests: ['parses'],
      warnedTests: [],
      failedTests: [],
    });
    return this.put(envelopeBytes(byService(KEYS.release, payload)));
  }

  approve(candidate: Id, who: Person, more: Partial<ApprovalStatement> = {}): void {
    const law = lawInForce(this.state, this.facts);
    const found = this.state.candidates.get(candidate);
    if (!law.ok || found === undefined || !('review' in found)) throw new Error('nothing to sign');
    const { state, facts, at } = this;
    const signed: ApprovalStatement = {
      ...approvalBindings(found, { ...law.value, state, facts, at }),
      approver: {
        human: who.human,
        credential: who.credential,
        assurance: 'ssh',
        role: who.roles.at(-1) ?? 'reviewer',
        onBehalfOf: null,
      },
      reason: this.text(`reviewed by ${who.human}`),
      checkpoint: {
        origin: logOrigin(WORKSPACE),
        size: this.entries.length,
        root: toBase64(this.root()),
      },
      nonce: digestHex(digestOf([who.human, this.#seq])).slice(0, 32),
      issuedAt: at,
      ...more,
    };
    const payload = statement(PREDICATES.approval, about(signed.to), signed);
    const envelope = byPeople([who], SSH_NAMESPACES.approval, payload);
    const approval = this.put(envelopeBytes(envelope));
    this.do(human(who), { type: 'approveCandidate', candidate, approval });
  }

  /** Released by ana, with its record. */
  release(candidate: Id): Id {
    const { at, facts } = this;
    const planned = plannedRelease(this.state, { candidate, triggeredBy: ANA.human, at }, facts);
    if (!planned.ok) throw new Error(JSON.stringify(planned.refusals));
    const payload = statement(PREDICATES.release, about(planned.value.to), planned.value);
    const envelope = envelopeBytes(byService(KEYS.release, payload));
    const command = { type: 'releaseCandidate', candidate, statement: this.put(envelope) } as const;
    return this.do(human(ANA), command, recordOf(envelope));
  }

  /** The whole way twice: two releases of one policy. */
  static honest(): AuditWorld {
    const world = new AuditWorld().found();
    const of = world.prepared();
    for (const action of ['s3:GetObject', 's3:PutObject']) {
      const candidate = world.submitted(of, action);
      world.approve(candidate, OLGA);
      world.approve(candidate, SAM);
      world.release(candidate);
    }
    return world;
  }
}

/** Rekor's entry for a release envelope. */
export function recordOf(envelope: Uint8Array): Uint8Array {
  const parsed = parseEnvelope(envelope);
  if (!parsed.ok) throw new Error('no envelope');
  const signature = fromBase64(parsed.value.envelope.signatures[0]?.sig ?? '') ?? new Uint8Array();
  return hashedrekordBody(sha256(pae(parsed.value.payload)), signature, publicKey(KEYS.release));
}

export const lines = (values: readonly unknown[]): Uint8Array =>
  utf8(values.map((value) => `${canonicalText(value)}\n`).join(''));

export const entriesFile = (entries: readonly Uint8Array[]): Uint8Array =>
  lines(entries.map((bytes, index) => ({ index, bytes: toBase64(bytes) })));
