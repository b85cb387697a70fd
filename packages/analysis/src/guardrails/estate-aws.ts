import { parseCanonicalPolicy } from '../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, AwsRequest, AwsStack } from '../aws-iam/model.ts';
import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { isStack } from '../aws-iam/subject.ts';
import { digestText } from '../canonical/digest.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import type { Witness } from '../questions/answer.ts';
import type { Digest } from '../refusal.ts';
import type { Actor } from './aws-actors.ts';
import { awsAsker, withCallers } from './aws-asker.ts';
import { actionsOf } from './aws-controls.ts';
import { delegationTo } from './aws-documents.ts';
import { AwsReplays } from './aws-replays.ts';
import { type AwsPolicies, digestsOf, type Estate, type EstateEntry } from './estate.ts';
import {
  type AwsDigestFacts,
  factsOf,
  namesAccount,
  splitByStatement,
} from './estate-aws-facts.ts';
import type { Guardrail, Obligation, Pattern } from './guardrail.ts';
import { patternsOf } from './guardrail-faults.ts';
import type { EstateLanguage, EstateQuestion, KeptProof, OneQuestion } from './standing.ts';
import { standingOf } from './standing-of.ts';

// Parsed policies are large, texts are there anyway: enough for the shapes that come again soon.
const PARSED_MAX = 2000;

/** Entries of AWS: which of them could matter, which share a question, and how it is put. */
export class EstateAws implements EstateLanguage {
  private readonly estate: Estate;
  /** By the actions asked about, then by digest. */
  private readonly facts = new Map<string, Map<Digest, AwsDigestFacts>>();
  private readonly patterns = new Map<Pattern, (digest: Digest) => AwsDigestFacts>();
  /** Policies taken apart, by the pattern they are asked about, and the texts they came to. */
  private readonly parts = new Map<Pattern, Map<Digest, Parts | null>>();
  private readonly made = new Map<Digest, string>();
  private readonly keys = new Map<object, Map<string, string>>();
  private readonly delegations = new Map<string, AwsPolicy>();
  private readonly replays = new AwsReplays();
  private readonly parsed = new Map<Digest, AwsPolicy | string>();

  constructor(estate: Estate) {
    this.estate = estate;
  }

  mayMatter({ policies, complete }: EstateEntry, { obligation }: Guardrail): boolean {
    if (policies.language !== 'aws-iam' || !complete) return true;
    if (obligation.type === 'must-allow' || obligation.type === 'keeps') return true;
    // A pair needs both halves.
    return patternsOf(obligation).every(([, pattern]) => this.grants(policies, pattern));
  }

  concerns({ policies, identity }: EstateEntry, { obligation, scope }: Guardrail): boolean {
    if (identity === null || policies.language !== 'aws-iam' || policies.subject === 'resource')
      return true;
    const isAmong = (list: readonly string[]): boolean =>
      list.some((one) => matchesText(one, identity));
    return (
      isAmong(scope.identities) && !(obligation.type === 'only' && isAmong(obligation.identities))
    );
  }

  questionOf(entry: EstateEntry, { obligation, scope }: Guardrail): EstateQuestion {
    const { policies } = entry;
    if (policies.language !== 'aws-iam') throw new Error('these are not policies of AWS');
    if (policies.subject === 'resource') {
      const asked = mapPatterns(obligation, (one) => callersIn(one, scope.identities));
      return this.question(entry, policies, asked, null);
    }
    const asked: Obligation =
      obligation.type === 'only' ? { type: 'must-deny', request: obligation.request } : obligation;
    return this.split(entry, policies, asked) ?? this.whole(entry, policies, asked);
  }

  private whole(entry: EstateEntry, policies: AwsPolicies, asked: Obligation): EstateQuestion {
    return this.question(entry, policies, asked, this.callerOf(entry, policies, asked));
  }

  /**
   * What an identity may do is what one of its Allow statements lets it do that no Deny and no limit takes away: so the
   * question is asked statement by statement, and a statement that many have is asked about once. Null: it cannot be.
   */
  private split(
    entry: EstateEntry,
    policies: AwsPolicies,
    asked: Obligation,
  ): EstateQuestion | null {
    if (!entry.complete || policies.resource !== undefined) return null;
    if (asked.type === 'never-together') {
      const [first, second] = [asked.first, asked.second].map((request) =>
        this.split(entry, policies, { type: 'must-deny', request }),
      );
      return first && second ? { type: 'both', of: [first, second] } : null;
    }
    if (asked.type !== 'must-deny') return null;
    const parts = policies.identity.map((digest) => this.partsOf(digest, asked.request));
    if (parts.includes(null)) return null;
    const denies = [...new Set(parts.flatMap((one) => one?.denies ?? []))];
    const allows = new Map(
      parts.flatMap((one) => one?.allows ?? []).map((one) => [one.digest, one.request]),
    );
    const of = [...allows].map(([allow, request]) =>
      this.whole(
        entry,
        { ...policies, identity: [allow, ...denies] },
        { type: 'must-deny', request },
      ),
    );
    return { type: 'any', of };
  }

  /** A policy taken apart, each statement under a digest of its own. */
  private partsOf(digest: Digest, pattern: Pattern): Parts | null {
    const known = this.parts.get(pattern) ?? new Map<Digest, Parts | null>();
    this.parts.set(pattern, known);
    const before = known.get(digest);
    if (before !== undefined) return before;
    const { action, ...rest } = pattern;
    const asked = [pattern['actions'] ?? action ?? '*'].flat().map(String);
    const split = splitByStatement(this.textOf(digest), asked);
    const made: Parts | null =
      split === null
        ? null
        : {
            allows: split.allows.map(({ text, actions }) => ({
              digest: this.keep(text),
              request: { ...rest, actions },
            })),
            denies: split.denies.map((text) => this.keep(text)),
          };
    known.set(digest, made);
    return made;
  }

  private keep(text: string): Digest {
    const digest = digestText(text);
    this.made.set(digest, text);
    return digest;
  }

  /** Resources on which the policies of an identity allow something of these actions (lower case), as patterns. */
  saysAbout({ policies }: EstateEntry, actions: readonly string[]): readonly string[] {
    if (policies.language !== 'aws-iam') return [];
    const about = this.factsOn(actions);
    return policies.identity.flatMap((digest) => about(digest).resources);
  }

  /** The canonical text; undefined where it is missing. */
  textOf(digest: Digest): string | undefined {
    return this.made.get(digest) ?? this.estate.texts.get(digest);
  }

  /** An entry as somebody who acts, with what says who may act as it; a sentence where a text cannot be read. */
  actorOf({ policies, identity }: EstateEntry, trust: readonly Digest[]): Actor | string {
    if (policies.language !== 'aws-iam') return 'these are not policies of AWS';
    const powers = this.stackOf(policies, identity);
    if (typeof powers === 'string') return powers;
    const read = trust.map((digest) => this.policyOf(digest));
    const fault = read.find((one) => typeof one === 'string');
    if (typeof fault === 'string') return fault;
    return { id: identity, powers, trust: read.filter((one) => typeof one !== 'string') };
  }

  /** A caller that stands for all of its kind, where nothing that is asked about tells callers apart. */
  private callerOf(
    { identity }: EstateEntry,
    policies: AwsPolicies,
    obligation: Obligation,
  ): string | null {
    const about = this.factsAbout(obligation);
    const isPersonal =
      patternsOf(obligation).some(([, pattern]) => namesCallers(pattern)) ||
      digestsOf(policies).some((digest) => about(digest).isPersonal);
    return isPersonal ? identity : representativeOf(identity);
  }

  private question(
    entry: EstateEntry,
    policies: AwsPolicies,
    obligation: Obligation,
    caller: string | null,
  ): OneQuestion {
    const { complete, identity } = entry;
    const isShared = caller !== null && caller !== identity && identity !== null;
    return {
      type: 'one',
      key: () => this.keyOf(policies, obligation, caller, complete),
      prove: (steps) => {
        const stack = this.stackOf(policies, caller);
        if (typeof stack === 'string') return open(stack);
        if (caller === null && policies.subject === 'identity') return open(UNNAMED);
        const likely = this.likely(stack, obligation);
        return likely ?? standingOf(awsAsker, stack, complete, obligation, steps);
      },
      own: (witness) => (isShared ? this.owned(witness, policies, identity, obligation) : witness),
      exact: isShared ? this.question(entry, policies, obligation, identity) : null,
    };
  }

  /** The digest of a question; found by the names of what is in it, which cost less than the digest. */
  private keyOf(
    policies: AwsPolicies,
    obligation: Obligation,
    caller: string | null,
    complete: boolean,
  ): string {
    const asked = obligation.type === 'never-together' ? obligation : obligation.request;
    const known = this.keys.get(asked) ?? new Map<string, string>();
    this.keys.set(asked, known);
    const name = `${JSON.stringify(policies)} ${caller} ${complete} ${obligation.type}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const said = saidBy(policies, this.factsAbout(obligation));
    const key = { ...said, caller, complete, obligation } as unknown as Json;
    const digest = digestText(canonicalJson(key));
    known.set(name, digest);
    return digest;
  }

  private owned(
    witness: Witness,
    policies: AwsPolicies,
    identity: string,
    obligation: Obligation,
  ): Witness | null {
    const stack = this.stackOf(policies, identity);
    if (typeof stack === 'string') return null;
    // The account of the stand-in is this one's wherever it stands, if the same holds for it: the evaluator says so.
    const text = JSON.stringify(witness).replaceAll(ANY_ACCOUNT, identity.split(':')[4] ?? '');
    const own: Witness = { ...(JSON.parse(text) as Witness), principal: identity };
    const whole = obligation.type === 'keeps' ? awsAsker.denialsOnly(stack) : stack;
    if (whole === null) return null;
    if (!isStack(whole)) return null;
    const isAllowed = this.replays.allows(whole, own as unknown as AwsRequest);
    return isAllowed === (obligation.type !== 'must-allow') ? own : null;
  }

  private likely(stack: AwsStack, obligation: Obligation): KeptProof | null {
    if (obligation.type !== 'must-deny') return null;
    const witness = this.replays.likelyWitness(stack, obligation.request);
    return witness === null ? null : { outcome: 'broken', witness, detail: 'allows' };
  }

  /** Everything that meets in a request; a sentence where a text is missing or cannot be read. */
  private stackOf(policies: AwsPolicies, caller: string | null): AwsStack | string {
    const faults: string[] = [];
    const read = (digests: readonly Digest[]): AwsPolicy[] =>
      digests.flatMap((digest) => {
        const policy = this.policyOf(digest);
        if (typeof policy !== 'string') return [policy];
        faults.push(policy);
        return [];
      });
    const { subject, identity, resource, boundary, scp, rcp } = policies;
    const account = caller?.split(':')[4];
    const isLeftOpen = subject === 'identity' && resource === undefined && account !== undefined;
    const stack: AwsStack = {
      identity: read(identity),
      ...(resource === undefined ? {} : { resource: read(resource) }),
      ...(isLeftOpen ? { resource: [this.delegation(account)] } : {}),
      ...(boundary === undefined ? {} : { boundary: read(boundary) }),
      ...(scp === undefined ? {} : { scp: scp.map(read) }),
      ...(rcp === undefined ? {} : { rcp: rcp.map(read) }),
      ...(caller === null ? {} : { principal: caller }),
    };
    return faults[0] ?? stack;
  }

  private delegation(account: string): AwsPolicy {
    const known = this.delegations.get(account) ?? delegationTo(account);
    this.delegations.set(account, known);
    return known;
  }

  private policyOf(digest: Digest): AwsPolicy | string {
    const known = this.parsed.get(digest);
    if (known !== undefined) return known;
    const text = this.textOf(digest);
    const read = text === undefined ? null : parseCanonicalPolicy(text);
    const policy =
      read === null || !read.ok ? `the policy \`${digest}\` cannot be read` : read.value;
    if (this.parsed.size >= PARSED_MAX) this.parsed.clear();
    this.parsed.set(digest, policy);
    return policy;
  }

  private grants({ identity, resource = [] }: AwsPolicies, pattern: Pattern): boolean {
    const about = this.factsOnPattern(pattern);
    return [...identity, ...resource].some((digest) => about(digest).isGranting);
  }

  /** Found by the pattern itself, which is asked about entry after entry. */
  private factsOnPattern(pattern: Pattern): (digest: Digest) => AwsDigestFacts {
    const known = this.patterns.get(pattern) ?? this.factsOn(actionsOf(pattern));
    this.patterns.set(pattern, known);
    return known;
  }

  private factsAbout(obligation: Obligation): (digest: Digest) => AwsDigestFacts {
    return this.factsOn(patternsOf(obligation).flatMap(([, pattern]) => actionsOf(pattern)));
  }

  private factsOn(actions: readonly string[]): (digest: Digest) => AwsDigestFacts {
    const key = actions.join(' ');
    const known = this.facts.get(key) ?? new Map<Digest, AwsDigestFacts>();
    this.facts.set(key, known);
    return (digest) => {
      const before = known.get(digest);
      if (before !== undefined) return before;
      const facts = factsOf(digest, this.textOf(digest), actions);
      known.set(digest, facts);
      return facts;
    };
  }
}

interface Parts {
  /** Each statement with what can be asked about it. */
  readonly allows: readonly { readonly digest: Digest; readonly request: Pattern }[];
  readonly denies: readonly Digest[];
}

const UNNAMED = 'who asks is not known, and the policies tell callers apart';

function open(reason: string): KeptProof {
  return { outcome: 'undetermined', witness: null, detail: `not decided: ${reason}` };
}

/**
 * What the policies say about the actions, layer by layer, whatever they are called. One that says nothing counts only
 * where its being there is a limit.
 */
function saidBy(
  { identity, resource, boundary, scp, rcp, ...rest }: AwsPolicies,
  factsOn: (digest: Digest) => AwsDigestFacts,
): object {
  const said = (digests: readonly Digest[]): readonly string[] =>
    sortedList(digests.map((digest) => factsOn(digest).about));
  return {
    ...rest,
    identity: said(identity).filter((one) => one !== ''),
    ...(resource === undefined ? {} : { resource: said(resource) }),
    ...(boundary === undefined ? {} : { boundary: said(boundary) }),
    ...(scp === undefined ? {} : { scp: scp.map(said) }),
    ...(rcp === undefined ? {} : { rcp: rcp.map(said) }),
  };
}

/** A role or user of the same partition, by no name of anybody's; roles that services own stand apart (they have limits of their own). */
function representativeOf(identity: string | null): string | null {
  if (identity === null) return `arn:aws:iam::${ANY_ACCOUNT}:role/example`;
  const [, partition, kind, path = ''] =
    /^arn:([a-z-]+):iam::\d{12}:(role|user)\/(.*)$/.exec(identity) ?? [];
  if (partition === undefined) return identity;
  const linked = path.startsWith('aws-service-role/') ? 'aws-service-role/' : '';
  return `arn:${partition}:iam::${ANY_ACCOUNT}:${kind}/${linked}example`;
}

const ANY_ACCOUNT = '111122223333';

/** Whether a pattern can be about some callers and not others: it says who, a key, or an account. */
function namesCallers(pattern: Pattern): boolean {
  const { principals, principal, context, resources, resource } = pattern as Readonly<
    Record<string, Json>
  >;
  const about = [resources ?? resource ?? '*'].flat();
  return (
    (principals ?? principal ?? context) !== undefined ||
    about.some((one) => namesAccount(String(one)))
  );
}

function callersIn(pattern: Pattern, identities: readonly string[]): Pattern {
  return identities.includes('*') ? pattern : withCallers(pattern, identities);
}

function mapPatterns(obligation: Obligation, change: (pattern: Pattern) => Pattern): Obligation {
  return obligation.type === 'never-together'
    ? { ...obligation, first: change(obligation.first), second: change(obligation.second) }
    : { ...obligation, request: change(obligation.request) };
}
