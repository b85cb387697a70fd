import type { Facts, GovernanceEnvelope } from '@countersign/domain';
import type { Digest, Numbered, Refusal, Roster, RuleSet } from '@countersign/evidence';
import { gateRefusal } from './gate-refusal.ts';
import type { Governed } from './read-bundle.ts';

/** The versions that follow from the pin, by number; and what was wrong on the way. */
export interface Chain<T> {
  readonly versions: ReadonlyMap<number, Governed<T>>;
  readonly newest: Governed<T> | null;
  readonly faults: readonly Refusal[];
}

/**
 * The Rosters that follow from the pinned one: backwards by `previous` digests, forwards one number at a time, each
 * signed by a quorum of the version before. That a signer's key expired since does not break the chain, as with
 * TUF's intermediate roots: an envelope carries no time, and what takes a signer away is the next version.
 */
export function followRosters(
  rosters: readonly Governed<Roster>[],
  pin: Numbered,
  facts: Facts,
): Chain<Roster> {
  return follow(rosters, pin, {
    code: 'ROSTER_CHAIN',
    what: 'roster',
    why: (next, previous) =>
      next.document.mode === previous.document.mode
        ? quorumFault(next, 'roster', { signers: previous.document, facts })
        : `changes the mode of the workspace, which is fixed for ever`,
  });
}

/** The RuleSets that follow from the pinned one; each is signed by a quorum of the Roster it stands on. */
export function followRuleSets(
  ruleSets: readonly Governed<RuleSet>[],
  pin: Numbered,
  world: { readonly rosters: Chain<Roster>; readonly facts: Facts },
): Chain<RuleSet> {
  return follow(ruleSets, pin, {
    code: 'RULESET_CHAIN',
    what: 'rule set',
    why: (next, previous) => {
      const { rosterNumber } = next.document;
      const roster = world.rosters.versions.get(rosterNumber)?.document;
      if (roster === undefined) return `stands on roster ${rosterNumber}, which is not proved`;
      if (rosterNumber < previous.document.rosterNumber)
        return `stands on roster ${rosterNumber}, older than that of the version before`;
      return quorumFault(next, 'ruleset', { signers: roster, facts: world.facts });
    },
  });
}

interface Version {
  readonly number: number;
  readonly previous: Digest | null;
}

interface ChainRule<T> {
  readonly code: 'ROSTER_CHAIN' | 'RULESET_CHAIN';
  readonly what: string;
  /** Why the next version does not follow, or null. */
  readonly why: (next: Governed<T>, previous: Governed<T>) => string | null;
}

function follow<T extends Version>(
  documents: readonly Governed<T>[],
  pin: Numbered,
  rule: ChainRule<T>,
): Chain<T> {
  const pinned = documents.find((one) => one.digest === pin.digest);
  if (pinned?.document.number !== pin.number) {
    const message = `the bundle does not hold ${rule.what} ${pin.number} \`${pin.digest}\`, which the trust policy pins`;
    return { versions: new Map(), newest: null, faults: [gateRefusal(rule.code, message)] };
  }
  const versions = ancestors(pinned, documents);
  let newest = pinned;
  for (const next of successors(pinned, documents)) {
    const why = stepFault(next, newest) ?? rule.why(next, newest);
    if (why !== null) {
      const { number } = next.document;
      const fault = gateRefusal(rule.code, `${rule.what} ${number} ${why}`, { number });
      return { versions, newest, faults: [fault] };
    }
    versions.set(next.document.number, next);
    newest = next;
  }
  return { versions, newest, faults: [] };
}

/** A hash names its ancestors: what the pinned version calls `previous` needs no further proof. */
function ancestors<T extends Version>(
  pinned: Governed<T>,
  documents: readonly Governed<T>[],
): Map<number, Governed<T>> {
  const versions = new Map<number, Governed<T>>();
  let at: Governed<T> | undefined = pinned;
  while (at !== undefined) {
    const { number, previous }: Version = at.document;
    versions.set(number, at);
    at = documents.find((one) => one.digest === previous && one.document.number === number - 1);
  }
  return versions;
}

function successors<T extends Version>(
  pinned: Governed<T>,
  documents: readonly Governed<T>[],
): readonly Governed<T>[] {
  return documents
    .filter((one) => one !== pinned && one.document.number >= pinned.document.number)
    .toSorted((a, b) => a.document.number - b.document.number);
}

function stepFault<T extends Version>(next: Governed<T>, newest: Governed<T>): string | null {
  if (next.document.number !== newest.document.number + 1)
    return `does not come right after version ${newest.document.number}`;
  return next.document.previous === newest.digest
    ? null
    : 'does not name the version before it by its digest';
}

/** INV-4, INV-8: enough distinct humans of the quorum, each with a key that this Roster lists for them. */
function quorumFault<T>(
  next: Governed<T>,
  kind: 'roster' | 'ruleset',
  { signers, facts }: { readonly signers: Roster; readonly facts: Facts },
): string | null {
  const envelope = facts.governanceEnvelope(next.envelope);
  if (envelope?.kind !== kind || envelope.document !== next.digest)
    return 'carries a signature that does not verify';
  const signed = quorumHumans(envelope, signers).length;
  const { threshold } = signers.quorum;
  return signed >= threshold && threshold >= 1
    ? null
    : `has ${signed} of ${threshold} signatures by the quorum of roster ${signers.number}`;
}

function quorumHumans(
  { signatures }: GovernanceEnvelope,
  { humans, quorum }: Roster,
): readonly string[] {
  const hasSigned = ({ credentials }: Roster['humans'][number]): boolean =>
    credentials.some(({ id, publicKey }) =>
      signatures.some((one) => one.credential === id && one.publicKey === publicKey),
    );
  return humans
    .filter((human) => quorum.humans.includes(human.id) && hasSigned(human))
    .map(({ id }) => id);
}
