// The gate as one file: `node gate.mjs verify BUNDLE --environment E --trust FILE --state DIR`. No dependency, no network.
import { parseArgs } from 'node:util';
import type { Refusal, Release } from '@countersign/evidence';
import { gateVerify } from './gate-verify.ts';
import { gateInit } from './state-store.ts';

/** What a run came to: 0 passes, 1 refused with every reason, 3 bad usage or trust file, 4 could not run. */
interface Ended {
  readonly exit: 0 | 1 | 3 | 4;
  readonly answer: Record<string, unknown>;
}

const USAGE = `usage: gate init --state DIR
       gate verify BUNDLE --environment NAME --trust FILE --state DIR
       --json prints one JSON document. Time is the system's clock; no option sets it.`;

const { exit, answer } = await run(process.argv.slice(2)).catch(crashed);
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify(answer)}\n` : inWords(answer),
);
process.exitCode = exit;

async function run(argv: readonly string[]): Promise<Ended> {
  if (argv.includes('--help')) return { exit: 0, answer: { ok: true, usage: USAGE } };
  const given = read(argv);
  if (given === undefined) return usage('the words are not those of the gate');
  const { state, environment, trust } = given.values;
  const [verb, bundle, ...rest] = given.positionals;
  if (verb === 'init' && state !== undefined && bundle === undefined) {
    const made = await gateInit(state);
    return made.ok ? { exit: 0, answer: { ok: true, ...made.value } } : refused(1, made.refusals);
  }
  const isWhole = state !== undefined && environment !== undefined && trust !== undefined;
  if (verb !== 'verify' || bundle === undefined || rest.length > 0 || !isWhole) {
    return usage('an argument is missing or too many');
  }
  return verify({ bundle, environment, trust, state });
}

async function verify(input: Parameters<typeof gateVerify>[0]): Promise<Ended> {
  const verdict = await gateVerify(input);
  switch (verdict.outcome) {
    case 'passed':
      return { exit: 0, answer: { ok: true, release: verdict.release } };
    case 'refused':
      return refused(1, verdict.refusals);
    case 'bad-input':
      return refused(3, verdict.refusals);
    default:
      return verdict satisfies never;
  }
}

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    state: text,
    environment: text,
    trust: text,
    json: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch {
    return undefined;
  }
}

function usage(message: string): Ended {
  return refused(3, [{ code: 'USAGE', message }]);
}

function refused(exit: 1 | 3 | 4, refusals: readonly Refusal[]): Ended {
  return { exit, answer: { ok: false, refusals } };
}

function crashed(error: unknown): Ended {
  return refused(4, [
    { code: 'CRASHED', message: error instanceof Error ? error.message : String(error) },
  ]);
}

function inWords(answer: Record<string, unknown>): string {
  const refusals = (answer['refusals'] ?? []) as readonly Refusal[];
  if (refusals.length === 0) return passedInWords(answer);
  const lines = refusals.map(({ code, message }) => `✗ ${code}: ${message}\n`);
  return refusals.some(({ code }) => code === 'USAGE')
    ? `${lines.join('')}${USAGE}\n`
    : lines.join('');
}

function passedInWords(answer: Record<string, unknown>): string {
  if (typeof answer['usage'] === 'string') return `${answer['usage']}\n`;
  const release = answer['release'] as Release | undefined;
  if (release === undefined)
    return `the gate keeps what it has seen in ${String(answer['path'])}\n`;
  const { number, environment, to, validUntil } = release;
  return `✓ passes: release ${number} for ${environment}, ${to}, valid until ${validUntil}\n`;
}
