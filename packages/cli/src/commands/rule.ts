import { humanId, idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { readDocument } from '../files/read-document.ts';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';
import { ruleTreeText } from '../terminal/rule-tree.ts';

/** Judges a RuleSet file against the Roster in force; exit 1 when it is not valid. */
export async function ruleValidate(given: Given, io: Io): Promise<Outcome> {
  const ruleSet = await readDocument(given.argument(0));
  const { api } = await signedIn(io);
  const verdict = answered(await api.validateRules({ body: { ruleSet } }));
  const lines = verdict.findings.map(
    ({ code, message }) => `${io.style.yellow('finding')} ${code}: ${inert(message)}`,
  );
  const exit = verdict.valid ? EXIT.holds : EXIT.doesNotHold;
  return judged(exit, verdict, [...lines, verdict.valid ? 'valid' : 'not valid'].join('\n'));
}

/** What the governing rule would say if these people approved; exit 1 when it would not be satisfied. */
export async function ruleSimulate(given: Given, io: Io): Promise<Outcome> {
  const candidate = idArgument(given.argument(0), 'candidate');
  const server = await signedIn(io);
  const approve: string[] = [];
  for (const text of given.list('approve')) approve.push(await humanId(server, text));
  const result = answered(await server.api.simulateRules({ body: { candidate, approve } }));
  const exit = result.ruleTree.status === 'satisfied' ? EXIT.holds : EXIT.doesNotHold;
  return judged(exit, result, ruleTreeText(result.ruleTree, result.people, io.style));
}
