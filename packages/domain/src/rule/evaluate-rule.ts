import { distinct } from '../equality.ts';
import type { DisqualifiedWhy, ResolvedRequires, ResolvedRule } from '../event.ts';
import type { Assurance, Id } from '../values.ts';
import { isAtLeast } from './assurance.ts';
import { sourceName } from './eligibility.ts';
import { assignDistinct } from './matching.ts';
import type { IgnoredApproval, RuleStatus, RuleTree } from './rule-tree.ts';

/** An approval as a rule sees it. */
export interface RuleApproval {
  readonly human: Id;
  readonly credential: Id;
  /** Effective. */
  readonly assurance: Assurance;
}

export interface RuleInput {
  readonly name: string;
  readonly resolved: ResolvedRule;
  readonly approvals: readonly RuleApproval[];
  /** Humans whose reject stands. */
  readonly rejects: readonly Id[];
  readonly disqualified: readonly { readonly human: Id; readonly why: DisqualifiedWhy }[];
  /** Why a human is not among a leaf's, where the caller knows (`whyNotOfSource`). */
  readonly explain?: (human: Id, leaf: Leaf) => string | null;
}

export type Leaf = Extract<ResolvedRequires, { readonly approve: number }>;

/**
 * Evaluates a resolved rule: thresholds count distinct humans with `>=` (INV-4), unknown or unsatisfiable parts
 * are `error` and never satisfied (INV-5), a standing reject blocks. Nothing depends on the order of approvals.
 */
export function evaluateRule(input: RuleInput): RuleTree {
  const requires = evaluateRequires(input);
  const blocks = [...vetoNode(input), ...rejectNode(input)];
  const status =
    blocks.length > 0 && requires.status === 'satisfied' ? 'unsatisfied' : requires.status;
  return {
    ...node('rule', input.name, status),
    counted: distinctCounted(requires),
    missing: [...blocks, requires].find((n) => n.missing !== null)?.missing ?? null,
    children: [requires, ...blocks],
  };
}

/** Most parts and alternatives a rule may have: far beyond what people can read, small enough to search exactly. */
export const LEAVES_MAX = 64;
export const ALTERNATIVES_MAX = 1024;

function evaluateRequires(input: RuleInput): RuleTree {
  const { requires, distinct: apart } = input.resolved;
  const leaves = leavesOf(requires);
  if (leaves.length > LEAVES_MAX) return tooLarge(input.name);
  if (!apart) return built(requires, { input, given: null });
  const options = alternatives(requires);
  if (options === null) return tooLarge(input.name);
  return built(requires, { input, given: bestAssignment(options, input) });
}

function tooLarge(name: string): RuleTree {
  return { ...node('all', name, 'error'), missing: 'the rule has too many parts to be evaluated' };
}

/** Who is given to which leaf where leaves must be met by different humans. */
type Given = ReadonlyMap<Leaf, readonly Id[]>;

interface Evaluation {
  readonly input: RuleInput;
  readonly given: Given | null;
}

/** Above any number of people: an alternative with a part nobody can meet comes after all that can be met. */
const FAULT_PENALTY = 1_000_000;

/** The alternative that comes closest, with its largest assignment; a satisfying one if there is any. */
function bestAssignment(options: readonly (readonly Leaf[])[], input: RuleInput): Given {
  let best: { given: Given; short: number } = { given: new Map(), short: Number.POSITIVE_INFINITY };
  for (const leaves of options) {
    const next = assignment(leaves, input);
    if (next.short < best.short) best = next;
  }
  return best.given;
}

function assignment(leaves: readonly Leaf[], input: RuleInput): { given: Given; short: number } {
  const sound = leaves.filter((leaf) => leafFault(leaf) === null);
  const demands = sound.map((l) => ({ count: l.approve, humans: eligibleFor(l, input) }));
  const seats = assignDistinct(demands);
  const given = new Map(sound.map((leaf, i) => [leaf, seats[i] ?? []] as const));
  const needed = sound.reduce((sum, leaf) => sum + leaf.approve, 0);
  const faults = leaves.length - sound.length;
  return { given, short: needed - seats.flat().length + faults * FAULT_PENALTY };
}

function eligibleFor(leaf: Leaf, input: RuleInput): readonly Id[] {
  const humans = input.approvals
    .filter((a) => whyIgnored(a, leaf, input) === null)
    .map((a) => a.human);
  // Sorted, so that which of several equal assignments is shown does not depend on the order of approvals.
  return distinct(humans).toSorted();
}

/** Every choice of children of `any` nodes as the list of leaves that must then hold; null beyond the bound. */
function alternatives(requires: ResolvedRequires): readonly (readonly Leaf[])[] | null {
  if ('approve' in requires) return [[requires]];
  const children = 'all' in requires ? requires.all : requires.any;
  let options: readonly (readonly Leaf[])[] = 'all' in requires ? [[]] : [];
  for (const child of children) {
    const inner = alternatives(child);
    if (inner === null) return null;
    options =
      'all' in requires
        ? options.flatMap((left) => inner.map((right) => [...left, ...right]))
        : [...options, ...inner];
    if (options.length > ALTERNATIVES_MAX) return null;
  }
  return options;
}

/** Every leaf of a `requires`, left to right. */
export function leavesOf(requires: ResolvedRequires): readonly Leaf[] {
  if ('approve' in requires) return [requires];
  return ('all' in requires ? requires.all : requires.any).flatMap(leavesOf);
}

function built(requires: ResolvedRequires, evaluation: Evaluation): RuleTree {
  if ('approve' in requires) return leafNode(requires, evaluation);
  const kind = 'all' in requires ? 'all' : 'any';
  const children = ('all' in requires ? requires.all : requires.any).map((c) =>
    built(c, evaluation),
  );
  const status =
    children.length === 0
      ? 'error'
      : combined(
          kind,
          children.map((c) => c.status),
        );
  const missing =
    children.length === 0 ? 'the rule asks for nothing' : missingOf(kind, status, children);
  return { ...node(kind, kind, status), missing, children };
}

function combined(kind: 'all' | 'any', statuses: readonly RuleStatus[]): RuleStatus {
  if (kind === 'all') {
    if (statuses.includes('error')) return 'error';
    return statuses.every((s) => s === 'satisfied') ? 'satisfied' : 'unsatisfied';
  }
  if (statuses.includes('satisfied')) return 'satisfied';
  return statuses.every((s) => s === 'error') ? 'error' : 'unsatisfied';
}

function missingOf(
  kind: 'all' | 'any',
  status: RuleStatus,
  children: readonly RuleTree[],
): string | null {
  if (status === 'satisfied') return null;
  const parts = children.flatMap((c) => (c.missing === null ? [] : [c.missing]));
  return parts.join(kind === 'all' ? ' and ' : ' or ');
}

function leafNode(leaf: Leaf, { input, given }: Evaluation): RuleTree {
  const name = sourceName(leaf.from);
  const fault = leafFault(leaf);
  const ignored = ignoredAt(leaf, input);
  if (fault !== null) {
    return {
      ...node('approvals', name, 'error'),
      required: leaf.approve,
      disqualified: ignored,
      missing: fault,
    };
  }
  const eligible = eligibleFor(leaf, input);
  const humans = given === null ? eligible : (given.get(leaf) ?? []);
  const elsewhere = eligible
    .filter((human) => !humans.includes(human) && humans.length < leaf.approve)
    .map((human) => ({ human, why: 'counted for another part of the rule' }));
  // INV-4: distinct humans, with >=.
  const isMet = humans.length >= leaf.approve;
  return {
    ...node('approvals', name, isMet ? 'satisfied' : 'unsatisfied'),
    required: leaf.approve,
    counted: humans.flatMap((human) => countedOf(human, leaf, input)),
    disqualified: [...ignored, ...elsewhere],
    missing: isMet ? null : approvalsBy(leaf.approve - humans.length, name),
  };
}

/** Why no approvals could ever meet a leaf; null when some could. An empty approver set is refused (INV-5). */
function leafFault(leaf: Leaf): string | null {
  if (!Number.isSafeInteger(leaf.approve) || leaf.approve < 1) {
    return `a threshold of \`${leaf.approve}\` is not a number of people`;
  }
  const able = distinct(leaf.humans).length;
  if (able >= leaf.approve) return null;
  return `${approvalsBy(leaf.approve, sourceName(leaf.from))}, which only ${able} can give`;
}

function approvalsBy(count: number, name: string): string {
  return `${count} ${count === 1 ? 'approval' : 'approvals'} by ${name}`;
}

const WHY: Readonly<Record<DisqualifiedWhy, string>> = {
  author: 'author of the candidate',
  editor: 'editor of the candidate',
  requester: 'requester',
  'nhi-owner': 'owner of the identity that benefits',
  'behind-token': 'the human behind the token that drafted',
};

function whyIgnored(approval: RuleApproval, leaf: Leaf, input: RuleInput): string | null {
  const barred = input.disqualified.find((d) => d.human === approval.human);
  if (barred !== undefined) return WHY[barred.why];
  if (!leaf.humans.includes(approval.human)) {
    return (
      input.explain?.(approval.human, leaf) ??
      `not among those who may approve as ${sourceName(leaf.from)}`
    );
  }
  const minimum = input.resolved.minimumAssurance;
  return isAtLeast(approval.assurance, minimum)
    ? null
    : `assurance \`${approval.assurance}\` is below \`${minimum}\``;
}

function ignoredAt(leaf: Leaf, input: RuleInput): readonly IgnoredApproval[] {
  const counted = new Set(eligibleFor(leaf, input));
  const ignored = new Map<Id, string>();
  for (const approval of input.approvals) {
    const why = whyIgnored(approval, leaf, input);
    if (why === null || counted.has(approval.human)) continue;
    if (!belongsElsewhere(approval.human, leaf, input)) ignored.set(approval.human, why);
  }
  return [...ignored].map(([human, why]) => ({ human, why })).toSorted(byHuman);
}

/** Whether an approval is meant for another part of the rule, and so is not worth a word at this one. */
function belongsElsewhere(human: Id, leaf: Leaf, input: RuleInput): boolean {
  if (leaf.humans.includes(human) || input.disqualified.some((d) => d.human === human))
    return false;
  return leavesOf(input.resolved.requires).some((other) => other.humans.includes(human));
}

function countedOf(human: Id, leaf: Leaf, input: RuleInput): readonly RuleApproval[] {
  const own = input.approvals.filter(
    (a) => a.human === human && whyIgnored(a, leaf, input) === null,
  );
  const first = own.toSorted(strongestFirst)[0];
  return first === undefined
    ? []
    : [{ human, credential: first.credential, assurance: first.assurance }];
}

/** Of several approvals by one human the strongest is shown, then the first by credential: never by order of arrival. */
function strongestFirst(left: RuleApproval, right: RuleApproval): number {
  if (left.assurance !== right.assurance)
    return isAtLeast(left.assurance, right.assurance) ? -1 : 1;
  return left.credential < right.credential ? -1 : 1;
}

function rejectNode(input: RuleInput): readonly RuleTree[] {
  const humans = distinct(input.rejects).toSorted();
  if (humans.length === 0) return [];
  const missing = `${humans.length} standing ${humans.length === 1 ? 'reject' : 'rejects'} to be withdrawn`;
  return [
    { ...node('reject', 'reject', 'unsatisfied'), disqualified: humans.map(asReject), missing },
  ];
}

function asReject(human: Id): IgnoredApproval {
  return { human, why: 'rejected' };
}

function vetoNode(input: RuleInput): readonly RuleTree[] {
  const { deny } = input.resolved;
  if (deny === null || !isVetoed(input.resolved, input.rejects)) return [];
  const humans = vetoers(input.resolved, input.rejects);
  const name = sourceName(deny.from);
  return [
    {
      ...node('veto', name, 'unsatisfied'),
      required: deny.count,
      disqualified: humans.map(asReject),
      missing: `nothing: vetoed by ${name}`,
    },
  ];
}

/** Whether the rejects reach the rule's veto, which ends a candidate. */
export function isVetoed(resolved: ResolvedRule, rejects: readonly Id[]): boolean {
  return resolved.deny !== null && vetoers(resolved, rejects).length >= resolved.deny.count;
}

/** The distinct humans among the rejecting who hold the rule's veto. */
export function vetoers(resolved: ResolvedRule, rejects: readonly Id[]): readonly Id[] {
  const holders = resolved.deny?.humans ?? [];
  return distinct(rejects.filter((human) => holders.includes(human))).toSorted();
}

function distinctCounted(tree: RuleTree): RuleTree['counted'] {
  const all = [...tree.counted, ...tree.children.flatMap(distinctCounted)];
  return [...new Map(all.map((c) => [c.human, c])).values()].toSorted(byHuman);
}

function byHuman(left: { readonly human: Id }, right: { readonly human: Id }): number {
  if (left.human === right.human) return 0;
  return left.human < right.human ? -1 : 1;
}

function node(kind: RuleTree['kind'], name: string, status: RuleStatus): RuleTree {
  return {
    kind,
    name,
    status,
    required: null,
    counted: [],
    disqualified: [],
    missing: null,
    children: [],
  };
}
