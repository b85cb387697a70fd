import type { OutputOf, RuleSetView } from '@countersign/api';
import { isFormatCode } from '../client/format-codes.ts';
import { humanId, idArgument, type People } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { readDocument } from '../files/read-document.ts';
import { EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { findingsText } from '../terminal/findings.ts';
import { fields, heading } from '../terminal/layout.ts';
import {
  appetiteTable,
  exceptionsTable,
  guardrailsTable,
  inputWords,
  type RiskRules,
  tierRulesTable,
} from '../terminal/risk-rules-table.ts';
import { environmentsTable, rulesTable } from '../terminal/rule-set-table.ts';
import { ruleTreeText } from '../terminal/rule-tree.ts';

/** The RuleSet in force. */
export async function ruleShow(_given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const ruleSet = answered(await api.getRuleSet());
  return done(ruleSet, ruleSetText(ruleSet, io));
}

function ruleSetText({ number, digest, document, people }: RuleSetView, io: Io): string {
  const { style } = io;
  const days = Math.floor(document.reviewTtlSeconds / DAY_SECONDS);
  return [
    heading(`RuleSet ${number}`, style),
    fields(
      [
        ['digest', digest],
        ['made for', `Roster ${document.rosterNumber}`],
        ['a review lasts', `${days} days`],
      ],
      style,
    ),
    '',
    'The first rule that fits governs; where none does, nothing is approved.',
    'Two parts are met by two people, unless it says otherwise.',
    rulesTable(document.rules, style),
    '',
    environmentsTable(document.environments, style),
    ...(document.environments.some((one) => one.class === 'production')
      ? [
          style.dim(
            'In class production this counts from T2 up, where a plain ssh key is never enough.',
          ),
        ]
      : []),
    ...(document.v === 1 ? [] : riskRulesText(document, people, io)),
  ].join('\n');
}

function riskRulesText(document: RiskRules, people: People, { style, now }: Io): string[] {
  const { tierRules, appetite, guardrails, exceptions, inputs } = document;
  const at = now().toISOString();
  return [
    '',
    'A change is of the highest tier whose rule holds; where none holds it is T4.',
    tierRulesTable(tierRules, style),
    '',
    'Above the lowest of these that fits, a change takes an exception.',
    appetiteTable(appetite, { people, style }),
    ...(guardrails.length === 0
      ? ['', 'No guardrails.']
      : ['', guardrailsTable(guardrails, { people, style })]),
    ...(exceptions.length === 0
      ? ['', 'No exceptions.']
      : ['', exceptionsTable(exceptions, { people, style, at })]),
    ...inputs.map((one) => `${one.kind}: ${inputWords(one)}`),
  ];
}

const DAY_SECONDS = 86_400;

/** Judges a RuleSet file against the Roster in force; exit 1 when it is not valid, 3 when it is no RuleSet at all. */
export async function ruleValidate(given: Given, io: Io): Promise<Outcome> {
  const ruleSet = await readDocument(given.argument(0));
  const { api } = await signedIn(io);
  const verdict = answered(await api.validateRules({ body: { ruleSet } }));
  const lines = findingsText(verdict.findings, io.style);
  return judged(
    exitOf(verdict),
    verdict,
    [...lines, verdict.valid ? 'valid' : 'not valid'].join('\n'),
  );
}

function exitOf({ valid, findings }: OutputOf<'validateRules'>): ExitCode {
  if (valid) return EXIT.holds;
  return findings.some(({ code }) => isFormatCode(code)) ? EXIT.usage : EXIT.doesNotHold;
}

/**
 * What the governing rule would say if these people approved; exit 1 when it would not be satisfied. With `--history`
 * what a RuleSet file would have made of changes of the past.
 */
export async function ruleSimulate(given: Given, io: Io): Promise<Outcome> {
  if (given.maybe('history') !== undefined) {
    const { simulateRuleHistory } = await import('./rule-history.ts');
    return simulateRuleHistory(given, io);
  }
  const candidate = idArgument(given.argument(0), 'candidate');
  const server = await signedIn(io);
  const approve: string[] = [];
  for (const text of given.list('approve')) approve.push(await humanId(server, text));
  const result = answered(await server.api.simulateRules({ body: { candidate, approve } }));
  const exit = result.ruleTree.status === 'satisfied' ? EXIT.holds : EXIT.doesNotHold;
  return judged(exit, result, ruleTreeText(result.ruleTree, result.people, io.style));
}
