import type { GovernanceView, Page, RosterView, RuleSetView } from '@countersign/api';
import type { GovernanceState, Id, Roster, RuleSet } from '@countersign/domain';
import { lintRoster, lintRuleSet } from '@countersign/domain';
import { type LawInForce, lawInForce } from './law.ts';
import { type PageQuery, pageOf } from './page.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { documentJson } from './texts.ts';

/** The newest Roster. */
export async function rosterView(deps: QueryDeps, workspace: Id): Promise<RosterView | undefined> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) return undefined;
  return withPeople(deps, workspace, {
    ...law.workspace.roster,
    document: law.roster as RosterView['document'],
  });
}

/** The newest RuleSet. */
export async function ruleSetView(
  deps: QueryDeps,
  workspace: Id,
): Promise<RuleSetView | undefined> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) return undefined;
  return withPeople(deps, workspace, {
    ...law.workspace.ruleSet,
    document: law.ruleSet as RuleSetView['document'],
  });
}

/** One proposed change: who signed it, who of the quorum is missing, what the lint finds. */
export async function governanceView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<GovernanceView | undefined> {
  const found = await deps.store.aggregate(workspace, 'governance', id);
  const law = await lawInForce(deps, workspace);
  return found && law && governanceOf(deps, workspace, found.state, law);
}

export async function listGovernance(
  deps: QueryDeps,
  workspace: Id,
  query: PageQuery,
): Promise<Page<GovernanceView>> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) return { items: [], next: null };
  return pageOf(deps, workspace, 'governance', query, (state) =>
    governanceOf(deps, workspace, state, law),
  );
}

async function governanceOf(
  deps: QueryDeps,
  workspace: Id,
  proposed: GovernanceState,
  law: LawInForce,
): Promise<GovernanceView> {
  const document = await documentJson(deps, workspace, proposed.document);
  const { id, kind, number, previous, proposedBy, proposedAt } = proposed;
  const { threshold, humans } = law.roster.quorum;
  const signatures = proposed.signatures.map(({ human, credential, at }) => ({
    human,
    credential,
    at,
  }));
  const signed = new Set(signatures.map(({ human }) => human));
  return withPeople(deps, workspace, {
    id,
    kind,
    number,
    digest: proposed.document,
    previous,
    document: document as unknown as GovernanceView['document'],
    state: stateOf(proposed, law),
    proposedBy,
    proposedAt,
    threshold,
    missing: humans.filter((human) => !signed.has(human)),
    signatures,
    lint: lintOf(kind, document as unknown as RuleSet & Roster, law),
  });
}

/** An open proposal for a number that was adopted meanwhile can no longer be. */
function stateOf(
  { kind, number, state }: GovernanceState,
  law: LawInForce,
): GovernanceView['state'] {
  const inForce = kind === 'roster' ? law.workspace.roster.number : law.workspace.ruleSet.number;
  return state === 'open' && number <= inForce ? 'superseded' : state;
}

/** A RuleSet is linted against the Roster in force, the RuleSet in force against a proposed Roster. */
function lintOf(
  kind: 'roster' | 'ruleset',
  document: RuleSet & Roster,
  law: LawInForce,
): GovernanceView['lint'] {
  const findings =
    kind === 'ruleset'
      ? lintRuleSet(document, law.roster)
      : [...lintRoster(document, law.ruleSet), ...lintRuleSet(law.ruleSet, document)];
  return findings.map((finding) => ({ ...finding }));
}
