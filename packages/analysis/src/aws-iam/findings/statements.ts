import { foldKey } from '../../engine/fold.ts';
import type { AwsPolicy } from '../model.ts';
import { evaluate } from '../questions/evaluate.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { actionsMatching } from '../service-table/service-table.ts';
import { ActionIndex } from './action-index.ts';
import { candidateRequests } from './candidates.ts';
import { finding, type PolicyFinding } from './finding.ts';
import { exampleAction } from './names.ts';
import { conditionsIn } from './partial-context.ts';
import { isAllow } from './reach.ts';
import { type Entry, namesPrincipals, policiesOf, type Subject } from './subject.ts';

/** Statements that do nothing: dead, covered by others, or equal to another; each by proof. */
export function idleStatements(subject: Subject): PolicyFinding[] {
  const floor = subject.allowance.left - STEPS_OF_IDLE;
  const found = [subject.granted, subject.opened].flatMap((entries) => {
    const dead = new Map(entries.flatMap((entry) => deadEntry(entry, entries, subject, floor)));
    const alive = entries.filter((entry) => !dead.has(entry));
    return [
      ...dead.values(),
      ...covered(alive.filter(isAllow), subject, floor),
      ...covered(
        alive.filter((entry) => !isAllow(entry)),
        subject,
        floor,
      ),
    ];
  });
  if (subject.allowance.left >= floor) return found;
  const message = 'not every statement was compared with the others: the budget for that ended';
  return [...found, finding('FINDINGS_INCOMPLETE', 'low', message, [])];
}

/** Steps for all statements of a set together; what is left undecided is no finding. */
const STEPS_OF_IDLE = 60_000;

function deadEntry(
  entry: Entry,
  entries: readonly Entry[],
  { allowance }: Subject,
  floor: number,
): [Entry, PolicyFinding][] {
  if (allowance.left < floor) return [];
  const report = (message: string, others: readonly Entry[] = []): [Entry, PolicyFinding][] => [
    [
      entry,
      finding(
        'DEAD_STATEMENT',
        'medium',
        message,
        [entry, ...others].map(({ origin }) => origin),
      ),
    ],
  ];
  if (
    canBeEmpty(entry) &&
    !isSeenToMatch(entry) &&
    allowance.allowsNothing(asGrants([entry])).verdict === 'proved'
  ) {
    return report(`matches no request, so it ${isAllow(entry) ? 'allows' : 'denies'} nothing`);
  }
  if (!isAllow(entry)) return [];
  const denies = hitting(
    entry,
    entries.filter((one) => !isAllow(one)),
  );
  if (denies === undefined) return [];
  const left = allowance.allowsNothing(policiesOf([entry, ...denies]));
  return left.verdict === 'proved'
    ? report('allows nothing: a Deny takes away all of it', denies)
    : [];
}

/** Only what has conditions or empty lists can match nothing. */
function canBeEmpty({ body }: Entry): boolean {
  const isBare = Object.keys(body.Condition ?? {}).length === 0;
  return !isBare || [body.Action, body.Resource, body.NotAction].some((list) => list?.length === 0);
}

/** Whether a request made from the statement itself matches it. */
function isSeenToMatch(entry: Entry): boolean {
  const [pattern = 'example:Example'] = entry.body.Action ?? [];
  const action = actionsMatching(pattern)[0] ?? exampleAction(pattern);
  const grants = asGrants([entry]);
  return candidateRequests(entry, action, entry.body.Resource ?? ['*'], {}).some((request) => {
    const { decision, errors } = evaluate(grants, request);
    return decision === 'allow' && errors.length === 0;
  });
}

/** From the last to the first, each against those that are left: what is reported can go, all of it together. */
function covered(entries: readonly Entry[], subject: Subject, floor: number): PolicyFinding[] {
  const left = [...entries];
  const found: PolicyFinding[] = [];
  for (const entry of entries.toReversed()) {
    if (subject.allowance.left < floor) break;
    const others = left.filter((other) => other !== entry);
    const report = coveredBy(entry, others, subject);
    if (report === undefined) continue;
    left.splice(left.indexOf(entry), 1);
    found.push(report);
  }
  return found.toReversed();
}

function coveredBy(
  entry: Entry,
  others: readonly Entry[],
  { allowance }: Subject,
): PolicyFinding | undefined {
  const near = hitting(
    entry,
    others.filter((other) => asksNoMore(other, entry)),
  );
  if (near === undefined || !isResourceHit(entry, near)) return undefined;
  const own = asGrants([entry]);
  if (allowance.implies(own, asGrants(near), STEPS_OF_COVER).verdict !== 'proved') return undefined;
  const verb = isAllow(entry) ? 'allows' : 'denies';
  const alone = near.find(
    (one) => allowance.implies(own, asGrants([one]), STEPS_OF_COVER).verdict === 'proved',
  );
  if (alone === undefined) {
    const message = `${verb} nothing of its own: other statements together already do`;
    return finding('SHADOWED_STATEMENT', 'low', message, originsOf([entry, ...near]));
  }
  const isEqual = allowance.implies(asGrants([alone]), own).verdict === 'proved';
  return isEqual
    ? finding(
        'EQUAL_STATEMENT',
        'low',
        `${verb} exactly what another statement ${verb}`,
        originsOf([entry, alone]),
      )
    : finding(
        'SHADOWED_STATEMENT',
        'low',
        `${verb} nothing of its own: another statement already does`,
        originsOf([entry, alone]),
      );
}

/** Most answers take fewer than a thousand; a statement that needs more to be covered is worth its place. */
const STEPS_OF_COVER = 5_000;

/** What asks for another key or principal cannot be implied, but for conditions that always hold. */
function asksNoMore({ body: other }: Entry, { body: own }: Entry): boolean {
  const keys = new Set(conditionsIn(own.Condition).map(({ key }) => foldKey(key)));
  const isNamedAlike = namesPrincipals(other) === namesPrincipals(own) || !namesPrincipals(other);
  return isNamedAlike && conditionsIn(other.Condition).every(({ key }) => keys.has(foldKey(key)));
}

/** Whether for every resource pattern of a statement, tried by a text that it matches, some other may match it. */
function isResourceHit({ body }: Entry, others: readonly Entry[]): boolean {
  const texts = (body.Resource ?? [])
    .slice(0, MOST_EXAMPLES)
    .filter((text) => !text.includes('${'));
  return texts.every((text) => {
    const example = text.replaceAll('*', 'zzexample').replaceAll('?', 'z');
    return others.some(({ body: other }) => mayMatch(other.Resource, example));
  });
}

/** Errs towards true: a variable matches anything. */
function mayMatch(list: readonly string[] | undefined, text: string): boolean {
  if (list === undefined) return true;
  return list.some((one) => matchesText(one.replaceAll(/\$\{[^}]*\}/g, '*'), text));
}

const MOST_EXAMPLES = 64;

/**
 * The others that match actions of a statement, or nothing if one of its actions is matched by none of them: then they
 * cannot cover it. A pattern is tried by a name that it matches and no list of real names does.
 */
function hitting({ body }: Entry, others: readonly Entry[]): readonly Entry[] | undefined {
  if (others.length === 0) return undefined;
  const index = new ActionIndex(others, (other) => other.body);
  const patterns = body.Action ?? ['zzexample:zzexample'];
  const hit = new Set<Entry>();
  for (const pattern of patterns.slice(0, MOST_EXAMPLES)) {
    const matching = index.matching(exampleAction(pattern));
    if (matching.length === 0) return undefined;
    for (const other of matching) hit.add(other);
  }
  return patterns.length > MOST_EXAMPLES ? others : others.filter((other) => hit.has(other));
}

/** Statements as Allows, so that the prover says what they match. */
function asGrants(entries: readonly Entry[]): AwsPolicy[] {
  return policiesOf(
    entries.map((entry) => ({ ...entry, body: { ...entry.body, Effect: 'Allow' } })),
  );
}

function originsOf(entries: readonly Entry[]): Entry['origin'][] {
  return entries.map(({ origin }) => origin);
}
