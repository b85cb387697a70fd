import type { Simulation } from '@countersign/api';
import {
  activeHuman,
  addSeconds,
  type Decided,
  decide,
  describeRuleTree,
  type Facts,
  type Id,
  type Instant,
  type NewEvent,
  type RuleTree,
  reviewOf,
  type Standing,
  simulate,
  type WorkspaceState,
} from '@countersign/domain';
import { candidateStreams } from '../commands/candidate-streams.ts';
import { withStoredDocuments } from '../commands/decide-with-documents.ts';
import { type Refused, refuse } from '../commands/deps.ts';
import { lawInForce } from './law.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { treeView } from './rule-tree-of.ts';

/** The answer to "what if", or why there is none. */
export type Simulated = { readonly ok: true; readonly value: Simulation } | Refused;

/** Humans whom a preview names one by one; a larger Roster is read by group and role. */
const NAMED_MAX = 200;

/**
 * What the governing rule would say if these humans approved too, each with the strongest key that stands in the
 * Roster now. Before submission the rule is the one that a submission at this moment would freeze. Nothing is stored.
 */
export async function simulateRules(
  deps: QueryDeps,
  workspace: Id,
  asked: { readonly candidate: Id; readonly approve: readonly Id[] },
): Promise<Simulated> {
  const world = await worldOf(deps, workspace, asked.candidate);
  const standing = await world((state, facts) =>
    simulate(state, { ...asked, at: deps.now() }, facts),
  );
  if (!standing.ok) return standing;
  return shown(deps, workspace, standing.value, []);
}

/** Who would have to approve if the candidate were submitted now, who could, and who cannot and why. */
export async function previewCandidate(
  deps: QueryDeps,
  workspace: Id,
  candidate: Id,
): Promise<Simulated> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined)
    return refuse('UNKNOWN_CANDIDATE', `there is no candidate \`${candidate}\``);
  const at = deps.now();
  const active = law.roster.humans.filter(({ id }) => activeHuman(law.roster, id, at));
  const humans = active.slice(0, NAMED_MAX).map(({ id }) => id);
  const world = await worldOf(deps, workspace, candidate);
  const wouldSubmit = await submittedNow(world, candidate, at);
  const asked = await world((state, facts) => {
    const suppose = (approve: readonly Id[]) => simulate(state, { candidate, approve, at }, facts);
    return {
      nobody: suppose([]),
      each: humans.map((human) => ({ human, standing: suppose([human]) })),
    };
  });
  if (!asked.nobody.ok) return asked.nobody;
  const names = await deps.store.persons.names(workspace, humans);
  const lines = asked.each.map(({ human, standing }) =>
    canOrCannot(names.get(human) ?? human, human, standing),
  );
  const view = await shown(deps, workspace, asked.nobody.value, lines);
  if (!view.ok || wouldSubmit === null) return view;
  return { ok: true, value: { ...view.value, wouldSubmit } };
}

/** As long as nobody looks at a date. */
const A_MOMENT_SECONDS = 60;

/**
 * The very decision of a submission, by its first author, thrown away: what it would freeze or why it is refused, such
 * as a rule that nobody is left for. Null once it is submitted.
 */
async function submittedNow(
  world: Awaited<ReturnType<typeof worldOf>>,
  candidate: Id,
  at: Instant,
): Promise<NonNullable<Simulation['wouldSubmit']> | null> {
  const decided = await world((state, facts) => {
    const found = state.candidates.get(candidate);
    if (found === undefined || reviewOf(found) !== null) return null;
    const actor = { kind: 'human', id: found.authors[0]?.human ?? '' } as const;
    const soon = addSeconds(at, A_MOMENT_SECONDS);
    const dates = { validUntil: soon, recertifyBy: soon, rollbackUntil: null, onLapse: null };
    const command = { type: 'submitCandidate', candidate, ...dates } as const;
    return decide(state, command, { actor, at, newId: () => candidate, facts });
  });
  if (decided === null) return null;
  if (!decided.ok) {
    const refusals = decided.refusals.map(({ code, message }) => ({ code, message }));
    return { submission: null, refusals };
  }
  const submitted = decided.value.events.find(({ type }) => type === 'CandidateSubmitted');
  return { submission: submitted === undefined ? null : frozenIn(submitted), refusals: [] };
}

function frozenIn(event: NewEvent): NonNullable<Simulation['wouldSubmit']>['submission'] {
  if (event.type !== 'CandidateSubmitted') return null;
  const { tier, reasons, rule, exceptions, inputs } = event.payload;
  return {
    tier,
    reasons: [...reasons],
    rule: rule.name,
    exceptions: [...exceptions],
    disqualified: [...inputs.disqualified],
  };
}

function canOrCannot(name: string, human: Id, standing: Decided<Standing>): string {
  if (!standing.ok) return `${name} cannot approve`;
  const leaves = leavesOf(standing.value.asSigned);
  const counts = leaves.filter(({ counted }) => counted.some((one) => one.human === human));
  if (counts.length > 0)
    return `${name} can approve as ${counts.map((leaf) => leaf.name).join(', ')}`;
  const whys = leaves.flatMap(({ disqualified }) =>
    disqualified.filter((one) => one.human === human).map(({ why }) => why),
  );
  return `${name} cannot approve: ${[...new Set(whys)].join('; ') || 'the rule has no part for them'}`;
}

function leavesOf(tree: RuleTree): readonly RuleTree[] {
  return tree.kind === 'approvals' ? [tree] : tree.children.flatMap(leavesOf);
}

/** Asks pure questions of the candidate's surroundings as they stand now. */
async function worldOf(deps: QueryDeps, workspace: Id, candidate: Id) {
  const read = {
    state: (streams: readonly string[] | 'all') => deps.store.state(workspace, streams),
  };
  const streams = await candidateStreams(read, candidate);
  const state = await deps.store.state(workspace, [`workspace/${workspace}`, ...streams]);
  return <T>(question: (state: WorkspaceState, facts: Facts) => T): Promise<T> =>
    withStoredDocuments(deps, workspace, (facts) => question(state, facts));
}

/** The rule as signed; under the newest law only where that says something else (INV-3: both must hold). */
async function shown(
  deps: QueryDeps,
  workspace: Id,
  { asSigned, newest }: Standing,
  more: readonly string[],
): Promise<Simulated> {
  const governing = asSigned.status === 'satisfied' ? newest : asSigned;
  const lines = [...describeRuleTree(governing), ...more];
  const view = { ruleTree: treeView(governing), lines };
  return { ok: true, value: await withPeople(deps, workspace, view) };
}
