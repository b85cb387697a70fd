import { canonicalPolicy } from '../../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, Statement } from '../../aws-iam/model.ts';
import { ask } from '../../aws-iam/questions/ask.ts';
import { diff } from '../../aws-iam/questions/diff.ts';
import { prove } from '../../aws-iam/questions/prove.ts';
import { Session } from '../../aws-iam/translate/session.ts';
import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Class } from '../../questions/answer.ts';
import type { Parsed } from '../../refusal.ts';
import type { DraftNote, DraftProof, UseDraft, UseDraftOptions } from '../drafter.ts';
import type { ObservedRequest, ObservedUse } from '../observed-use.ts';
import { unlessRefuted, withPolicy } from '../proofs.ts';
import { companionsOf } from './companions.ts';
import { coversResource } from './covers.ts';
import { fewestStatements } from './fewest-statements.ts';
import { named, policyOf } from './from-cases.ts';
import { givingStatements, readGranted, resourcesFor } from './granted.ts';
import { literal, usedResources } from './used-resources.ts';

/**
 * So many resources of one type are named one by one: a list that a reviewer still reads, and that fits into a managed
 * policy (6,144 characters) beside others.
 */
export const EXACT_RESOURCES = 20;

/** An action on a resource that was used. */
interface Used {
  readonly action: string;
  readonly resource: string;
  readonly from: ObservedRequest | null;
}

/** What was used, within what is granted: every statement is a part of a granted one, with its conditions. */
export function awsFromUse(
  use: ObservedUse,
  granted: readonly string[],
  options: UseDraftOptions,
): Parsed<UseDraft> {
  const policies = readGranted(granted);
  if (!policies.ok) return policies;
  const refused = use.requests.filter((one) => one.refused);
  const used = use.requests.filter((one) => !one.refused).map(usedOf);
  const wrong = used.find(({ action, resource }) => !action.includes(':') || resource === '');
  if (wrong !== undefined) {
    const message = `a use without action or resource: ${JSON.stringify(wrong.from?.request)}`;
    return { ok: false, refusals: [{ code: 'USE_UNSUITED', message }] };
  }
  const companions = options.companions === true ? companionsOf(used) : [];
  const wanted = [...used, ...companions.map((one) => ({ ...one, from: null }))];
  const exact = options.exactResources ?? EXACT_RESOURCES;
  const steps = options.steps ?? DEFAULT_STEPS;
  const kept = [exact, Number.POSITIVE_INFINITY]
    .map((most) => narrowed(wanted, policies.value, most, steps))
    .find((one) => one.within.verdict === 'proved');
  const made = kept ?? narrowed(wanted, policies.value, Number.POSITIVE_INFINITY, steps);
  const { policy, within } = made;
  const less = diff(policies.value, policy, steps);
  return unlessRefuted({
    language: 'aws-iam',
    ...withPolicy(canonicalPolicy(policy)),
    proofs: [within, allowsUsed(used, policies.value, policy, steps)],
    notes: [...made.notes, ...lengthNote(policy)],
    unused: [...less.newlyDenied, ...less.possible] as readonly Class[],
    notGranted: used.flatMap(({ action, resource, from }) =>
      from !== null && givingStatements(policies.value, action, resource).length === 0
        ? [from]
        : [],
    ),
    refused,
  });
}

function usedOf(from: ObservedRequest): Used {
  const { action, resource } = from.request;
  return { action: String(action ?? ''), resource: String(resource ?? ''), from };
}

interface Narrowed {
  readonly policy: AwsPolicy;
  readonly within: DraftProof;
  readonly notes: readonly DraftNote[];
}

/** Granted statements narrowed to what was used, and the Denies that meet them. */
function narrowed(
  wanted: readonly Used[],
  granted: readonly AwsPolicy[],
  exact: number,
  steps: number,
): Narrowed {
  const parts = new Map<string, { giving: Statement; action: string; resources: Set<string> }>();
  const unknown = new Set<string>();
  for (const { action, resource } of wanted) {
    for (const giving of givingStatements(granted, action, resource)) {
      const key = canonicalJson([action, giving as unknown as Json]);
      const part = parts.get(key) ?? { giving, action, resources: new Set() };
      parts.set(key, part);
      for (const one of resourcesFor(giving, resource)) part.resources.add(one);
      if (resource === '*' && resourcesFor(giving, resource)[0] !== '*') unknown.add(action);
    }
  }
  const allows = fewestStatements([...parts.values()].map((part) => partOf(part, exact)));
  const allowing = must(policyOf(allows));
  const denials = denialsMeeting(allowing, granted, steps);
  const policy = must(policyOf([...allows, ...denials]));
  const proof = prove({ property: 'within', policies: [policy, granted] }, steps);
  return { policy, within: named('within-granted', proof), notes: notesOf(denials, unknown) };
}

function partOf(
  { giving, action, resources }: { giving: Statement; action: string; resources: Set<string> },
  exact: number,
): Statement {
  const { Principal, Condition, Resource } = giving;
  const service = action.slice(0, action.indexOf(':'));
  const all = [...resources];
  // What holds a variable or a wildcard is the granted pattern itself.
  const own = all.filter((one) => one === '*' || (Resource ?? []).includes(one));
  const used = all.filter((one) => !own.includes(one));
  const few = usedResources(service, used, exact);
  const isGiven = (Resource ?? []).length > 0 && few.every((one) => isWithin(one, Resource ?? []));
  return {
    Effect: 'Allow',
    Action: [action],
    Resource: [...own, ...(isGiven ? few : used.map(literal))],
    ...(Principal === undefined ? {} : { Principal }),
    ...(Condition === undefined ? {} : { Condition }),
  };
}

function isWithin(pattern: string, granted: readonly string[]): boolean {
  return granted.some((one) => coversResource(one, pattern));
}

/** Denies of what is granted that are not proved to leave the draft alone; they stay as they are. */
function denialsMeeting(
  allowing: AwsPolicy,
  granted: readonly AwsPolicy[],
  steps: number,
): Statement[] {
  const denials = granted
    .flatMap(({ document }) => document.Statement)
    .filter(({ Effect }) => Effect === 'Deny');
  return denials.filter((denial) => {
    const policy = policyOf([{ ...denial, Effect: 'Allow' }]);
    if (!policy.ok) return true;
    const policies = [allowing, policy.value] as const;
    return prove({ property: 'disjoint', policies }, steps).verdict !== 'proved';
  });
}

function notesOf(denials: readonly Statement[], unknown: ReadonlySet<string>): DraftNote[] {
  const actions = [...unknown].sort().map((one) => `\`${one}\``);
  return [
    ...(denials.length === 0
      ? []
      : [
          {
            code: 'DENIALS_KEPT',
            message: `${denials.length} Deny statements of what is granted stay, since they meet what was used`,
          },
        ]),
    ...(actions.length === 0
      ? []
      : [
          {
            code: 'RESOURCE_UNKNOWN',
            message: `the log does not say on which resource ${actions.join(', ')} was used: the resources stay as granted`,
          },
        ]),
  ];
}

/** Whatever was used and is granted, the draft allows, under the conditions under which it is granted. */
function allowsUsed(
  used: readonly Used[],
  granted: readonly AwsPolicy[],
  policy: AwsPolicy,
  steps: number,
): DraftProof {
  const statements = used.map(
    ({ action, resource }): Statement => ({
      Effect: 'Allow',
      Action: [action],
      Resource: [resource === '*' ? '*' : literal(resource)],
    }),
  );
  const requests = must(policyOf(fewestStatements(statements)));
  const session = new Session([granted, [requests], [policy]], steps);
  const { certain, possible, stopped } = ask(
    { inside: [granted, [requests]], outside: [[policy]] },
    session,
  );
  const isNothing = certain.length + possible.length + stopped.length === 0;
  const witness = certain[0]?.witness ?? null;
  return {
    name: 'allows-used',
    verdict: isNothing ? 'proved' : witness === null ? 'undetermined' : 'refuted',
    reason: isNothing || witness !== null ? null : (stopped[0] ?? 'a condition is not decided'),
    witness,
  };
}

function lengthNote({ source }: AwsPolicy): DraftNote[] {
  return source.length <= LONGEST_MANAGED
    ? []
    : [
        {
          code: 'LONG_POLICY',
          message: `${source.length} characters are more than a managed policy may have (${LONGEST_MANAGED})`,
        },
      ];
}

/** IAM and STS quotas: characters of a managed policy, white space left out. */
const LONGEST_MANAGED = 6144;

function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.refusals.map(({ message }) => message).join('; '));
}
