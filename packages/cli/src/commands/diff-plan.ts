import { EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type JudgedChange, judgeChange } from '../sources/judge-change.ts';
import { type PlanReading, readPlan } from '../sources/read-plan.ts';
import { classesText, findingsText, list, page } from '../terminal/analysis-text.ts';
import { heading, inert, table } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

const NO_FILES = { from: [], to: [] };

/**
 * What a plan, a template or manifests change, policy by policy. Exit 1 as soon as one of them gives new access, else 2
 * when one of them, or the plan itself, is undetermined.
 */
export async function diffPlan(path: string, given: Given, io: Io): Promise<Outcome> {
  const plan = await readPlan(path, given);
  const { LANGUAGES } = await import('@countersign/analysis');
  const changes = plan.changes.map((change) => judgeChange(change, LANGUAGES));
  const exit = exitOf(changes, plan);
  return judged(exit, json(changes, plan), text(changes, plan, io.style));
}

function exitOf(changes: readonly JudgedChange[], { unresolved }: PlanReading): ExitCode {
  if (changes.some(({ allowed }) => allowed === 'some')) return EXIT.doesNotHold;
  const isOpen = unresolved.length > 0 || changes.some(({ allowed }) => allowed === 'undetermined');
  return isOpen ? EXIT.undetermined : EXIT.holds;
}

function json(changes: readonly JudgedChange[], plan: PlanReading): unknown {
  const { format, unchanged, unresolved, assumptions = [] } = plan;
  return {
    format,
    unchanged,
    unresolved,
    assumptions,
    changes: changes.map(({ change, diff, allowed, why }) => ({
      ...change,
      verdict: diff?.verdict ?? 'undetermined',
      allowed,
      denied: diff?.denied ?? 'undetermined',
      newlyAllowed: diff?.newlyAllowed ?? [],
      newlyDenied: diff?.newlyDenied ?? [],
      possible: diff?.possible ?? [],
      findings: diff?.findings ?? [],
      undetermined: why,
    })),
  };
}

function text(changes: readonly JudgedChange[], plan: PlanReading, style: Style): string {
  const { format, unchanged, unresolved, assumptions = [] } = plan;
  const rows = changes.map(({ change, diff, allowed }) => [
    inert(`${change.address} ${change.attribute}`.trim()),
    change.action,
    change.layer,
    diff?.verdict ?? 'undetermined',
    coloured(allowed, style),
  ]);
  return page([
    `${format}: ${changes.length} policies change, ${unchanged} do not`,
    rows.length === 0
      ? ''
      : table(['policy', 'change', 'layer', 'verdict', 'new access'], rows, style),
    ...changes.map((one) => details(one, style)),
    list(
      'Not certain',
      unresolved.map(({ what, why, pointer }) => `${what}: ${why} (${pointer})`),
      style,
    ),
    list('Assumptions', assumptions, style),
  ]);
}

function coloured(allowed: JudgedChange['allowed'], style: Style): string {
  if (allowed === 'some') return style.red(allowed);
  return allowed === 'none' ? style.green(allowed) : style.yellow(allowed);
}

function details({ change, diff, why }: JudgedChange, style: Style): string {
  const title = heading(inert(`${change.address} ${change.attribute}`.trim()), style);
  const open = change.unresolved.map(({ why: reason, pointer }) => `${reason} (${pointer})`);
  const parts = [
    classesText('Newly allowed', style.red('+'), diff?.newlyAllowed ?? [], NO_FILES, style),
    classesText('Newly denied', style.green('-'), diff?.newlyDenied ?? [], NO_FILES, style),
    classesText('Undetermined', style.yellow('?'), diff?.possible ?? [], NO_FILES, style),
    findingsText(diff?.findings ?? [], style),
    list('Undetermined because', open.length > 0 ? open : why, style),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : [title, ...parts].join('\n');
}
