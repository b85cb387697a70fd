import {
  checkGuardrails,
  GUARDRAIL_LIBRARY,
  type Guardrail,
  type GuardrailResult,
  guardrailFaults,
} from '@countersign/analysis';
import type { People } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { EXIT, type ExitCode, Failure, type Reason } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { guardrailResultsText } from '../terminal/guardrail-results.ts';
import { inert, table } from '../terminal/layout.ts';
import { guardrailsTable } from '../terminal/risk-rules-table.ts';
import { readCandidateFile } from '../verify/candidate-file.ts';
import { readGuardrailFile } from '../verify/guardrail-file.ts';
import { offlineContext } from '../verify/offline-context.ts';

/** Guardrails of files, of the RuleSet in force, or those that are shipped. */
export async function guardrailList(given: Given, io: Io): Promise<Outcome> {
  if (given.flag('library')) return shipped(io);
  const { guardrails, people } = await listed(given, io);
  const text =
    guardrails.length === 0
      ? 'no guardrails'
      : guardrailsTable(guardrails as never, { people, style: io.style });
  return done({ items: guardrails }, text);
}

async function listed(
  given: Given,
  io: Io,
): Promise<{ readonly guardrails: readonly Guardrail[]; readonly people: People }> {
  if (given.rest(0).length > 0) return { guardrails: await inFiles(given.rest(0)), people: {} };
  const { api } = await signedIn(io);
  const { document, people } = answered(await api.getRuleSet());
  const guardrails = document.v === 1 ? [] : document.guardrails;
  return { guardrails: guardrails as unknown as Guardrail[], people };
}

function shipped({ style }: Io): Outcome {
  const rows = GUARDRAIL_LIBRARY.map(({ name, kind, severity, language, why }) => [
    name,
    kind,
    severity,
    language,
    inert(why),
  ]);
  const text = table(['guardrail', 'kind', 'severity', 'language', 'why'], rows, style);
  return done({ items: GUARDRAIL_LIBRARY }, text);
}

/**
 * Judges guardrail files before anybody is asked to sign them, and with `--candidate` holds a change against them: exit 1
 * where it breaks one that blocks, 2 where that was not decided.
 */
export async function guardrailCheck(given: Given, io: Io): Promise<Outcome> {
  const guardrails = await inFiles(given.rest(0));
  refuseFaults(guardrails);
  const candidate = given.maybe('candidate');
  if (candidate === undefined) {
    const { length } = guardrails;
    const text = `${length} ${length === 1 ? 'guardrail' : 'guardrails'} can be asked`;
    return done({ items: guardrails.map(({ name }) => ({ name, faults: [] })) }, text);
  }
  const results = await heldAgainst(candidate, guardrails, io);
  return judged(exitOf(results), { items: results }, guardrailResultsText(results, io.style));
}

async function heldAgainst(
  path: string,
  guardrails: readonly Guardrail[],
  io: Io,
): Promise<readonly GuardrailResult[]> {
  const file = await readCandidateFile(path);
  const { language, from, to } = file;
  return checkGuardrails({
    language: language.name,
    from: from === null ? null : language.canonical(from.policy).text,
    to: language.canonical(to.policy).text,
    context: { ...offlineContext(file, io.now()), guardrails },
  });
}

function exitOf(results: readonly GuardrailResult[]): ExitCode {
  const against = results.filter(({ severity, worsened }) => severity === 'block' && worsened);
  if (against.some(({ outcome }) => outcome === 'broken')) return EXIT.doesNotHold;
  return against.length > 0 ? EXIT.undetermined : EXIT.holds;
}

async function inFiles(paths: readonly string[]): Promise<readonly Guardrail[]> {
  return (await Promise.all(paths.map(readGuardrailFile))).flat();
}

/** Every fault of every guardrail at once, each with its guardrail. */
function refuseFaults(guardrails: readonly Guardrail[]): void {
  const faults: Reason[] = guardrails.flatMap((one) =>
    guardrailFaults(one).map(({ code, message, details }) => ({
      code,
      message: `\`${one.name}\`: ${message}`,
      details: { guardrail: one.name, ...details },
    })),
  );
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
}
