import { ApplyWorld } from '../apply/apply-world.ts';
import { planSteps } from '../apply/plan-steps.ts';
import { readDocuments } from '../apply/read-documents.ts';
import type { Step } from '../apply/step.ts';
import { signedIn } from '../client/server.ts';
import { badInput, EXIT, type ExitCode, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { page } from '../terminal/analysis-text.ts';
import { inert, table } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** What became of one step. */
interface Row extends Omit<Step, 'run'> {
  readonly result: 'planned' | 'done' | 'known' | 'refused' | 'failed' | 'not-tried';
}

/**
 * Turns files into what they say, in the order of what needs what. The plan comes first: where one step cannot be done,
 * none is. Exit 1 when a step is refused or failed.
 */
export async function applyCommand(given: Given, io: Io): Promise<Outcome> {
  const paths = given.list('file');
  if (paths.length === 0) {
    throw badInput('MISSING_OPTION', 'option `--file` is missing', 'name files or folders with -f');
  }
  const documents = await readDocuments(paths);
  const world = await ApplyWorld.load(await signedIn(io));
  const steps = await planSteps(documents, world, io.now());
  const isRefused = steps.some(({ action }) => action === 'refused');
  const rows = isRefused || given.flag('dryRun') ? steps.map(planned) : await run(steps, io);
  return judged(exitOf(rows), { rows }, text(rows, isRefused, io.style));
}

function planned({ run: _, ...step }: Step): Row {
  const isStill = step.action === 'known' || step.action === 'refused';
  return { ...step, result: isStill ? (step.action as 'known' | 'refused') : 'planned' };
}

async function run(steps: readonly Step[], io: Io): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, step] of steps.entries()) {
    if (io.noteStyle.terminal) io.note(`\r\u001b[K${index + 1} of ${steps.length}`);
    // After a failure the rest is not tried: it may need what is not there.
    const hasFailed = rows.some(({ result }) => result === 'failed');
    rows.push(
      hasFailed
        ? { ...planned(step), ...(step.action === 'known' ? {} : { result: 'not-tried' as const }) }
        : await runOne(step),
    );
  }
  if (io.noteStyle.terminal && steps.length > 0) io.note('\n');
  return rows;
}

async function runOne(step: Step): Promise<Row> {
  if (step.action === 'known') return planned(step);
  try {
    return { ...planned(step), result: 'done', id: await step.run() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = error.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ');
    return { ...planned(step), result: 'failed', why };
  }
}

function exitOf(rows: readonly Row[]): ExitCode {
  const isWrong = rows.some(({ result }) => result === 'refused' || result === 'failed');
  return isWrong ? EXIT.doesNotHold : EXIT.holds;
}

function text(rows: readonly Row[], isRefused: boolean, style: Style): string {
  const cells = rows.map((row) => [
    `${inert(row.file)}:${row.line}`,
    row.kind,
    inert(row.name),
    row.action,
    coloured(row.result, style),
    inert(row.id ?? ''),
  ]);
  const reasons = rows.flatMap(({ file, line, why }) =>
    why === null ? [] : [`${inert(file)}:${line}: ${inert(why)}`],
  );
  return page([
    rows.length === 0
      ? 'nothing to apply'
      : table(['file', 'kind', 'name', 'action', 'result', 'id'], cells, style),
    reasons.join('\n'),
    isRefused ? style.red('nothing was done: some of it cannot be') : '',
  ]);
}

function coloured(result: Row['result'], style: Style): string {
  if (result === 'done') return style.green(result);
  return result === 'failed' || result === 'refused' ? style.red(result) : result;
}
