import type { OutputOf } from '@countersign/api';
import { answered, signedIn } from '../client/server.ts';
import { readDocument } from '../files/read-document.ts';
import { EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { heading, inert, wrap } from '../terminal/layout.ts';
import { requestText } from '../terminal/request-text.ts';
import type { Style } from '../terminal/style.ts';

type Impact = OutputOf<'guardrailImpact'>;
type Line = Impact['guardrails'][number]['caught'][number];

/** Lines of one list that a terminal shows; `--json` has all. */
const LINES_MAX = 50;

/** What changed guardrails newly catch of everything in force: 1 when anything, 2 when something was not decided. */
export async function guardrailImpact(given: Given, io: Io): Promise<Outcome> {
  const file = given.maybeArgument(0);
  const ruleSet = file === undefined ? null : await readDocument(file);
  const { api } = await signedIn(io);
  const impact = answered(
    await api.guardrailImpact({ body: { ruleSet: ruleSet as Record<string, unknown> | null } }),
  );
  return judged(exitOf(impact), impact, impactText(impact, io.style));
}

function exitOf({ guardrails }: Impact): ExitCode {
  if (guardrails.some(({ caught }) => caught.length > 0)) return EXIT.doesNotHold;
  const isOpen = guardrails.some(({ undetermined }) => undetermined.length > 0);
  return isOpen ? EXIT.undetermined : EXIT.holds;
}

function impactText({ entries, guardrails }: Impact, style: Style): string {
  if (guardrails.length === 0) return 'no guardrail changes';
  return [
    `${entries} identities, clusters and policies are in force`,
    ...guardrails.map((one) =>
      [
        heading(`${inert(one.name)} (${one.change})`, style),
        ...part(style.red('✗ newly broken'), one.caught, style),
        ...part(style.yellow('? not decided'), one.undetermined, style),
        ...part(style.green('✓ no longer broken'), one.mended, style),
        ...(one.stillBroken === 0 ? [] : [`broken before and after: ${one.stillBroken}`]),
        style.dim(`${one.proofs} proofs`),
      ].join('\n'),
    ),
  ].join('\n\n');
}

function part(title: string, lines: readonly Line[], style: Style): string[] {
  if (lines.length === 0) return [];
  const shown = lines
    .slice(0, LINES_MAX)
    .map(({ id, detail, witness }) =>
      wrap(
        `${inert(id)}: ${inert(detail)}${witness === null ? '' : `, for example ${requestText(witness)}`}`,
        '    ',
        style.width,
      ),
    );
  const rest = lines.length - shown.length;
  return [
    `${title}: ${lines.length}`,
    ...shown,
    ...(rest > 0 ? [`    and ${rest} more; \`--json\` has them all`] : []),
  ];
}
