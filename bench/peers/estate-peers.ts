import {
  awsIam,
  type EstateEntry,
  type Guardrail,
  type ProofResult,
  reverify,
} from '../../packages/analysis/src/index.ts';
import { iamQuestion } from '../../scripts/second-opinion/iam-smt.ts';
import { SERVICE_FACTS } from '../../scripts/second-opinion/service-facts.ts';
import { CHANGES } from './estate-changes.ts';
import { makeEstate, readSources } from './estate-shapes.ts';
import { quantile, round } from './quantiles.ts';
import { type PeerQuestion, solverFigures } from './solver-figures.ts';

const SIZE = 2_000;
const AT = '2026-11-28T12:00:00.000Z';

/**
 * The same questions without filter, without cache and about whole policy sets, on a sample: `wholeMilliseconds` an
 * entry, `estateMilliseconds` an entry with them, `wholeRatio`, and how many answers differ (none should). Then the same
 * in a solver, where it can be said there (no boundary): half of the sample are sets that need a proof.
 */
export async function estatePeers(sample: number): Promise<Record<string, unknown>> {
  const { estate } = makeEstate(SIZE, readSources());
  const rail = CHANGES.passing.after;
  const start = performance.now();
  const done = reverify({ estate, before: null, after: rail, at: AT, cache: new Map() });
  const estateMilliseconds = (performance.now() - start) / SIZE;
  if (!done.ok) throw new Error('refused');
  const broken = new Set(done.value.found.caught.map(({ id }) => id));
  const plain = estate.entries.filter(isPlain);
  const chosen = [
    ...plain.filter(({ id }) => broken.has(id)).slice(0, sample / 2),
    ...plain.filter(({ id }) => !broken.has(id)).slice(0, sample / 2),
  ];
  const read = (digest: string): Document =>
    JSON.parse(estate.texts.get(digest as `sha256:${string}`) ?? '').policy;
  const alone = chosen.map((entry) => wholeProof(entry, rail, read));
  const differing = alone.filter(({ verdict, id }) => (verdict === 'refuted') !== broken.has(id));
  const whole = quantile(
    alone.map(({ milliseconds }) => milliseconds),
    0.5,
  );
  return {
    peer: {
      sample: chosen.length,
      estateMilliseconds: round(estateMilliseconds),
      wholeMilliseconds: round(whole),
      wholeRatio: Math.round(whole / estateMilliseconds),
      differing: differing.length,
    },
    ...(await solverFigures(alone.map((one) => solverQuestion(one, rail, read)))),
  };
}

interface Document {
  readonly Statement: readonly { readonly Effect: string }[];
}

function isPlain({ policies }: EstateEntry): boolean {
  return policies.language === 'aws-iam' && policies.boundary === undefined;
}

interface Alone {
  readonly id: string;
  readonly entry: EstateEntry;
  readonly verdict: ProofResult['verdict'];
  readonly milliseconds: number;
}

/** One entry by itself: read, put together, proved. */
function wholeProof(
  entry: EstateEntry,
  { obligation }: Guardrail,
  read: (digest: string) => Document,
): Alone {
  const { policies, identity, id } = entry;
  if (policies.language !== 'aws-iam' || obligation.type !== 'must-deny') throw new Error('no');
  const start = performance.now();
  const account = identity?.split(':')[4] ?? '';
  const delegation = { Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' };
  const stack = awsIam.read({
    identity: policies.identity.map(read),
    scp: (policies.scp ?? []).map((level) => level.map(read)),
    resource: [{ Version: '2012-10-17', Statement: [delegation] }],
    principal: identity,
  });
  if (!stack.ok) throw new Error(stack.refusals.map(({ message }) => message).join('; '));
  const pattern = obligation.request;
  const proof = awsIam.prove({ property: 'must-deny', policies: [stack.value], pattern });
  if (!proof.ok) throw new Error('refused');
  return { id, entry, verdict: proof.value.verdict, milliseconds: performance.now() - start };
}

/** Everything but the forbidden actions is allowed before; the levels of this estate only deny. */
function solverQuestion(
  { id, entry, verdict, milliseconds }: Alone,
  { obligation }: Guardrail,
  read: (digest: string) => Document,
): PeerQuestion {
  return {
    id,
    engine: verdict === 'refuted' ? 'some' : verdict === 'proved' ? 'none' : 'undetermined',
    engineMilliseconds: milliseconds,
    isSameQuestion: true,
    encode: () => {
      const { policies } = entry;
      if (policies.language !== 'aws-iam' || obligation.type !== 'must-deny') throw new Error('no');
      const granted = policies.identity.flatMap((digest) => read(digest).Statement);
      const levels = (policies.scp ?? []).flat().flatMap((digest) => read(digest).Statement);
      const denied = levels.filter(({ Effect }) => Effect === 'Deny');
      const NotAction = obligation.request['actions'];
      const from = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', NotAction, Resource: '*' }],
      };
      const to = { Version: '2012-10-17', Statement: [...granted, ...denied] };
      return iamQuestion(from, to, 'wide', { facts: SERVICE_FACTS });
    },
  };
}
