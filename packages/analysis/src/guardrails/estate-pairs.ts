import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { Witness } from '../questions/answer.ts';
import type { Digest } from '../refusal.ts';
import { ACTING, type Actor, canActAs } from './aws-actors.ts';
import type { Estate, EstateEntry } from './estate.ts';
import type { EstateAws } from './estate-aws.ts';
import type { Guardrail, Pattern } from './guardrail.ts';
import { type Standing, settled } from './standing.ts';

/** An entry that comes by both halves of a pair through others, and how. */
export interface AcrossPair {
  readonly entry: EstateEntry;
  readonly witness: Witness;
  readonly detail: string;
}

/** Pairs across identities; `open` says what was not looked at or not decided. */
export interface AcrossPairs {
  readonly pairs: readonly AcrossPair[];
  readonly open: readonly string[];
}

// Who can act as whom is a question a pair of identities. These end the search of an estate in which everybody can.
const MAX_COMPARED = 5_000_000;
const MAX_PROOFS = 5_000;

/**
 * Toxic pairs of which no identity holds both halves itself: walked backwards from those who hold a half to those who
 * can act as them. Policies of a resource that bear the ARN of a role are its trust policy.
 */
export function pairsAcross(
  estate: Estate,
  guardrail: Guardrail,
  { standing, aws, steps }: { standing: Standing; aws: EstateAws; steps: number | undefined },
): AcrossPairs {
  const { obligation } = guardrail;
  if (obligation.type !== 'never-together' || guardrail.language !== 'aws-iam') return NONE;
  const entries = estate.entries.filter(isIdentity);
  const trusts = trustsOf(estate);
  const acting = new Acting(entries, trusts, aws, steps);
  const halves = [obligation.first, obligation.second].map((pattern) =>
    acting.reaching(holding(entries, { ...guardrail, obligation: denying(pattern) }, standing)),
  );
  const [first, second] = halves;
  if (first === undefined || second === undefined) return NONE;
  const pairs = entries.flatMap((entry): AcrossPair[] => {
    const [one, other] = [first.get(entry), second.get(entry)];
    if (one === undefined || other === undefined) return [];
    // Both by itself is found without looking at others.
    if (one.path.length === 1 && other.path.length === 1) return [];
    if (!aws.concerns(entry, guardrail)) return [];
    const detail = `comes by both: ${wayInWords(one)}; and ${wayInWords(other)}`;
    return [{ entry, witness: other.witness, detail }];
  });
  return { pairs, open: acting.open() };
}

const NONE: AcrossPairs = { pairs: [], open: [] };

function isIdentity({ policies, identity }: EstateEntry): boolean {
  return policies.language === 'aws-iam' && policies.subject === 'identity' && identity !== null;
}

function denying(request: Pattern): Guardrail['obligation'] {
  return { type: 'must-deny', request };
}

/** By the ARN of the role, the policies that say who may assume it. */
function trustsOf({ entries }: Estate): ReadonlyMap<string, readonly Digest[]> {
  return new Map(
    entries.flatMap(({ identity, policies }): [string, readonly Digest[]][] => {
      const isTrust = policies.language === 'aws-iam' && policies.subject === 'resource';
      return isTrust && identity !== null ? [[identity, policies.resource ?? []]] : [];
    }),
  );
}

interface Way {
  readonly path: readonly EstateEntry[];
  readonly witness: Witness;
}

/** Entries that hold a half themselves; scope is about who ends with both, not about who holds one. */
function holding(
  entries: readonly EstateEntry[],
  guardrail: Guardrail,
  standing: Standing,
): Map<EstateEntry, Way> {
  const anybody = { ...guardrail, scope: { ...guardrail.scope, identities: ['*'] } };
  return new Map(
    entries.flatMap((entry): [EstateEntry, Way][] => {
      const { outcome, witness } = settled(standing.of(entry, anybody));
      return outcome === 'broken' && witness !== null ? [[entry, { path: [entry], witness }]] : [];
    }),
  );
}

function wayInWords({ path, witness }: Way): string {
  const names = path.map(({ identity }) => `\`${identity}\``).join(' can act as ');
  return `${String(witness['action'])} as ${names}`;
}

/** Who can act as whom, each asked once. */
class Acting {
  private readonly actors: readonly EstateEntry[];
  private readonly byIdentity: ReadonlyMap<string, EstateEntry>;
  private readonly trusts: ReadonlyMap<string, readonly Digest[]>;
  private readonly aws: EstateAws;
  private readonly steps: number | undefined;
  private readonly known = new Map<string, boolean>();
  private readonly reasons = new Set<string>();
  private compared = 0;
  private proofs = 0;

  constructor(
    entries: readonly EstateEntry[],
    trusts: ReadonlyMap<string, readonly Digest[]>,
    aws: EstateAws,
    steps: number | undefined,
  ) {
    this.aws = aws;
    this.trusts = trusts;
    this.steps = steps;
    this.byIdentity = new Map(entries.map((entry) => [entry.identity ?? '', entry]));
    this.actors = entries.filter((entry) => aws.saysAbout(entry, ACTING).length > 0);
  }

  open(): readonly string[] {
    return [...this.reasons];
  }

  /** Those who hold, and everybody who can act as one of them, through others too. */
  reaching(holders: Map<EstateEntry, Way>): ReadonlyMap<EstateEntry, Way> {
    const found = new Map(holders);
    // Whoever is added while walking is walked as well.
    for (const [target, { path, witness }] of found) {
      for (const actor of this.candidatesFor(target)) {
        if (found.has(actor) || !this.canAct(actor, target)) continue;
        found.set(actor, { path: [actor, ...path], witness });
      }
    }
    return found;
  }

  /** Those whose policies can be about the target, and those its trust policy names: a first look that spares the proof. */
  private candidatesFor({ identity }: EstateEntry): readonly EstateEntry[] {
    this.compared += this.actors.length;
    if (this.compared > MAX_COMPARED) {
      this.reasons.add(`more than ${MAX_COMPARED} pairs of identities`);
      return [];
    }
    const target = identity ?? '';
    const granted = this.actors.filter((actor) =>
      this.aws.saysAbout(actor, ACTING).some((resource) => matchesText(resource, target)),
    );
    const named = (this.trusts.get(target) ?? []).flatMap((digest) => this.namedIn(digest, target));
    return [...new Set([...granted, ...named])];
  }

  private namedIn(digest: Digest, target: string): EstateEntry[] {
    const text = this.aws.textOf(digest) ?? '';
    if (EVERYBODY.test(text)) this.reasons.add(`the trust policy of \`${target}\` is open to all`);
    const arns = text.match(IDENTITY) ?? [];
    return arns.flatMap((arn) => this.byIdentity.get(arn) ?? []);
  }

  private canAct(actor: EstateEntry, target: EstateEntry): boolean {
    const key = `${actor.id} ${target.id}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.proofs += 1;
    if (this.proofs > MAX_PROOFS) {
      this.reasons.add(`more than ${MAX_PROOFS} questions who can act as whom`);
      return false;
    }
    const [one, other] = [this.actorOf(actor), this.actorOf(target)];
    if (one === null || other === null) return false;
    const answer = canActAs(one, other, this.steps);
    if (answer.verdict === 'undetermined') this.reasons.add(answer.reason);
    this.known.set(key, answer.verdict === 'refuted');
    return answer.verdict === 'refuted';
  }

  private actorOf(entry: EstateEntry): Actor | null {
    const found = this.aws.actorOf(entry, this.trusts.get(entry.identity ?? '') ?? []);
    if (typeof found !== 'string') return found;
    this.reasons.add(found);
    return null;
  }
}

/** A principal by its ARN in a canonical text. */
const IDENTITY = /arn:[a-z-]+:iam::\d{12}:(?:role|user)\/[^"]+/g;

/** `Principal` of a canonical text that is everybody; who is meant by all but some is not looked into. */
const EVERYBODY = /"NotPrincipal"|"Principal":"\*"|"AWS":\[[^\]]*"\*"/;
