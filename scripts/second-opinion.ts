// Compares the engine with an SMT solver, on random policies or on open cases. A developer's tool:
//   node bin/node24.js scripts/second-opinion.ts [--solver z3|cvc5] [--limit N] [--skip N] [--seed N] [--set aa|quacky|managed]
//     [--id PART] [--milliseconds N] [--mixed] [--principals] [--variables]
//     [--turned] [--undecided]
// Random pairs differ in the conditions on one or two keys; with `--mixed` in actions, resources and all else too.
// `--turned` asks the other way round, `--undecided` also prints what the engine leaves open and the solver decides.
// Prints each disagreement, minimised, and how many pairs either side left open. Exits 1 where they disagree.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { diff, type Found, parsePolicyText } from '../packages/analysis/src/index.ts';
import { CASE_SETS, readCases } from './open-cases/sets.ts';
import { disagrees, type Opinion, secondOpinion } from './second-opinion/compare.ts';
import { findCvc5 } from './second-opinion/cvc5.ts';
import { minimise } from './second-opinion/minimise.ts';
import { type DocumentPair, documentPairs } from './second-opinion/random-policies.ts';
import { SERVICE_FACTS } from './second-opinion/service-facts.ts';
import { Z3 } from './second-opinion/z3.ts';

const { values: options } = parseArgs({
  options: {
    solver: { type: 'string', default: 'z3' },
    limit: { type: 'string', default: '100' },
    skip: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    milliseconds: { type: 'string', default: '2000' },
    turned: { type: 'boolean' },
    undecided: { type: 'boolean' },
    mixed: { type: 'boolean' },
    principals: { type: 'boolean' },
    variables: { type: 'boolean' },
    set: { type: 'string' },
    id: { type: 'string', default: '' },
  },
});

const solver = options.solver === 'cvc5' ? findCvc5() : new Z3();
if (solver === null) throw new Error('no cvc5 on PATH');
const tally = new Map<string, number>();
for (const pair of options.set === undefined ? randomPairs() : casePairs(options.set)) {
  await compare(options.turned === true ? { from: pair.to, to: pair.from } : pair);
}
await solver.close();
console.log(
  [...tally]
    .sort()
    .map(([words, count]) => `${count} ${words}`)
    .join('\n'),
);

function randomPairs(): DocumentPair[] {
  const all = documentPairs({
    principals: options.principals === true,
    variables: options.variables === true,
    isFocused: options.mixed !== true,
  });
  return fc.sample(all, { seed: Number(options.seed), numRuns: Number(options.limit) });
}

function casePairs(name: string): DocumentPair[] {
  const folder =
    process.env['COUNTERSIGN_CASES'] ?? join(import.meta.dirname, '../vectors/analysis');
  return CASE_SETS.filter((set) => set.name === name)
    .flatMap((set) => readCases(set, folder))
    .filter(({ id }) => id.includes(options.id))
    .slice(Number(options.skip))
    .slice(0, Number(options.limit))
    .map(({ from, to }) => ({ from: from as DocumentPair['from'], to: to as DocumentPair['to'] }));
}

async function compare(pair: DocumentPair): Promise<void> {
  const engine = engineSays(pair);
  const opinion = await solverSays(pair);
  const words = `engine ${engine}, solver ${opinion.found} ${opinion.reason ?? ''}`;
  tally.set(words, (tally.get(words) ?? 0) + 1);
  const isDisagreement = disagrees(engine, opinion.found);
  if (isDisagreement) {
    process.exitCode = 1;
    console.log(`DISAGREE: ${words}: ${JSON.stringify(pair).slice(0, 200)}…`);
  }
  const isOpen = engine === 'undetermined' && opinion.found !== 'undetermined';
  if (!isDisagreement && !(isOpen && options.undecided === true)) return;
  const smallest = await minimise(pair, async (smaller) => {
    const isSame = engineSays(smaller) === engine;
    return isSame && (await solverSays(smaller)).found === opinion.found;
  });
  const { model, reading } = await solverSays(smallest);
  const kind = isDisagreement ? 'DISAGREE' : 'UNDECIDED';
  console.log(`${kind}: ${words}\n${JSON.stringify(smallest)}\n${reading ?? ''} ${model ?? ''}`);
}

function engineSays({ from, to }: DocumentPair): Found {
  const [before, after] = [from, to].map((document) => parsePolicyText(JSON.stringify(document)));
  if (!(before?.ok && after?.ok)) return 'undetermined';
  const { allowed, findings } = diff(before.value, after.value);
  if (findings.length > 0) {
    process.exitCode = 1;
    console.log(`FINDING: ${JSON.stringify(findings)}\n${JSON.stringify({ from, to })}`);
  }
  return allowed;
}

function solverSays({ from, to }: DocumentPair): Promise<Opinion> {
  if (solver === null) throw new Error('no solver');
  const limits = { milliseconds: Number(options.milliseconds) };
  return secondOpinion(from, to, { solver, limits, facts: SERVICE_FACTS });
}
