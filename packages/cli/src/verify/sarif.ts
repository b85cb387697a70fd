import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import { describeWitness, type Witness } from '@countersign/analysis';
import { inert } from '../terminal/layout.ts';
import type { Place, ReportedCheck, ReportedClass, VerificationReport } from './report.ts';

/** Results in one run; GitHub takes 25,000 and shows 5,000. */
const RESULTS_MAX = 5_000;
const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

type Level = 'error' | 'warning' | 'note';

interface Finding {
  readonly rule: string;
  /** What it is about, the same in the next run: a check's name, a class. */
  readonly subject: string;
  readonly level: Level;
  readonly message: string;
  readonly witness: Witness | null;
  readonly at: readonly Place[];
  readonly file: string;
  readonly outcome: string;
}

/**
 * Reports as one run of SARIF 2.1.0: a rule for each kind of check, saying what it proves and what not, and a result for each
 * check that did not pass, each class of new access and each surviving mutant, at its place in the user's own file.
 */
export function sarifLog(
  reports: readonly VerificationReport[],
  { root }: { readonly root: string },
): unknown {
  const findings = reports.flatMap(findingsOf);
  const shown = findings.slice(0, RESULTS_MAX);
  const rules = rulesOf(reports, shown);
  const environments = [...new Set(reports.map(({ candidate }) => candidate.environment))];
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Countersign',
            semanticVersion: reports[0]?.program ?? '0.0.0',
            rules,
          },
        },
        automationDetails: { id: `countersign/verify/${environments.map(slug).join('+')}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: true, ...notificationsOf(findings.length - shown.length) },
        ],
        results: shown.map((finding) =>
          resultOf(
            finding,
            rules.findIndex(({ id }) => id === finding.rule),
            root,
          ),
        ),
      },
    ],
  };
}

function findingsOf(report: VerificationReport): Finding[] {
  const { change, checks, mutants, candidate } = report;
  const file = candidate.toFile;
  return [
    ...checks.filter(({ outcome }) => outcome !== 'passed').map((one) => checkFinding(one, file)),
    ...change.newlyAllowed.map((one) => classFinding('newly-allowed', one, file)),
    ...change.possible.map((one) => classFinding('not-decided', one, file)),
    ...mutants.map(
      ({ id, what, witness, suggestion }): Finding => ({
        rule: 'surviving-mutant',
        subject: id,
        level: 'note',
        message: `${what}, and nothing asked for would catch it${suggestion === null ? '' : `; a denial such as \`${suggestion.id}\` would`}`,
        witness,
        at: [],
        file,
        outcome: 'undetermined',
      }),
    ),
  ];
}

function checkFinding(check: ReportedCheck, file: string): Finding {
  const { name, outcome, blocking, detail, witness, at } = check;
  const level = !blocking ? 'note' : outcome === 'failed' ? 'error' : 'warning';
  const message = `${name} is ${outcome}: ${detail}`;
  return { rule: familyOf(name), subject: name, level, message, witness, at, file, outcome };
}

function classFinding(rule: string, one: ReportedClass, file: string): Finding {
  const { summary, witness, reason } = one;
  const open = reason === undefined ? '' : `; not decided, since ${reason}`;
  return {
    rule,
    // Not the sentence, which names lines.
    subject: JSON.stringify([one.actions, one.resources]),
    level: 'warning',
    message: `${summary}${open}`,
    witness,
    at: one.at.filter((place) => place.file === file),
    file,
    outcome: reason === undefined ? 'new-access' : 'undetermined',
  };
}

/** The kind of a check: its name up to the case it is about. */
function familyOf(name: string): string {
  return name.split('/')[0] ?? name;
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
}

const OWN_RULES: Readonly<Record<string, readonly [string, string]>> = {
  'newly-allowed': [
    'the change allows something new',
    'Proved, and replayed on a concrete request. A reviewer judges whether it is wanted.',
  ],
  'not-decided': [
    'part of the change was not decided',
    'It hangs on something that analysis does not read; it counts as access that may be new.',
  ],
  'surviving-mutant': [
    'a wider policy would have passed as well',
    'No denial of the requirement and no guardrail would catch this widening. A denial worth adding is named.',
  ],
};

/** One rule for each kind of check there was, and of what was found. */
function rulesOf(reports: readonly VerificationReport[], findings: readonly Finding[]): Rule[] {
  const rules = new Map<string, Rule>();
  for (const check of reports.flatMap(({ checks }) => checks)) {
    const id = familyOf(check.name);
    if (!rules.has(id)) rules.set(id, checkRule(id, check));
  }
  for (const { rule } of findings) {
    const own = OWN_RULES[rule];
    if (own === undefined || rules.has(rule)) continue;
    rules.set(rule, { id: rule, shortDescription: { text: own[0] }, help: { text: own[1] } });
  }
  return [...rules.values()];
}

function checkRule(id: string, { name, proves, doesNotProve }: ReportedCheck): Rule {
  return {
    id,
    shortDescription: { text: `the check \`${id}\`` },
    help: {
      text: plain(
        `Passed, it proves that ${generic(proves, name)}. It does not prove ${generic(doesNotProve, name)}.`,
      ),
    },
  };
}

/** A rule is about every case of its kind: the name of the one at hand is taken out. */
function generic(text: string, name: string): string {
  const id = name.slice(name.indexOf('/') + 1);
  return text.replaceAll(` \`${id}\``, '');
}

function resultOf(finding: Finding, ruleIndex: number, root: string): unknown {
  const { rule, subject, level, message, witness, at, file, outcome } = finding;
  const example = witness === null ? '' : `. For example ${describeWitness(witness)}`;
  const places = at.length === 0 ? [{ file, what: '' }] : at.slice(0, 10);
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: plain(`${message}${example}.`) },
    locations: places.map((place) => ({
      physicalLocation: {
        artifactLocation: { uri: uriOf(place.file, root) },
        region: regionOf(place),
      },
    })),
    partialFingerprints: { 'countersign/v1': fingerprint([rule, subject, uriOf(file, root)]) },
    properties: { outcome, ...(witness === null ? {} : { witness }) },
  };
}

function regionOf(place: Place): { readonly startLine: number; readonly startColumn?: number } {
  if (place.line === undefined) return { startLine: 1 };
  return { startLine: place.line, startColumn: place.column ?? 1 };
}

/** The same finding in the next run, wherever its lines have moved. */
function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Relative to the root of the repository, as code scanning wants it, with what a URI cannot hold escaped. */
function uriOf(file: string, root: string): string {
  const path = relative(root, resolve(file));
  return (path === '' ? '.' : path).split(sep).map(encodeURIComponent).join('/');
}

/** Plain text as SARIF means it (§3.11.5): no embedded link can be made of what others wrote, and nothing invisible. */
function plain(text: string): string {
  return inert(text).replaceAll('](', '] (');
}

function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-') || 'none';
}

function notificationsOf(more: number): object {
  if (more <= 0) return {};
  const text = `${more} more results are left out; the JSON verdict has them all`;
  return { toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}
