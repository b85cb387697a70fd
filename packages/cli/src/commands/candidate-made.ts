import type { MadeDraft } from '@countersign/api';
import { idArgument } from '../client/people.ts';
import { answered, everyPage, type SignedIn, signedIn } from '../client/server.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, heading, inert, wrap } from '../terminal/layout.ts';
import { readablePolicy } from '../terminal/policy-text.ts';
import { candidateText } from './candidate-show.ts';
import { useDocument } from './inventory-snapshots.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which of the sources of a draft was asked for; null where a file is proposed as it is. */
export function askedSource(given: Given): 'requirement' | 'use' | 'template' | null {
  const sources = [
    ...(given.flag('fromRequirement') ? (['requirement'] as const) : []),
    ...(given.maybe('fromUse') === undefined ? [] : (['use'] as const)),
    ...(given.maybe('fromTemplate') === undefined ? [] : (['template'] as const)),
    ...(given.maybeArgument(0) === undefined ? [] : [null]),
  ];
  const [only, ...more] = sources;
  if (only !== undefined && more.length === 0) return only;
  throw badInput(
    'MISSING_ARGUMENT',
    only === undefined
      ? 'there is nothing to draft from'
      : 'there is more than one thing to draft from',
    'give a file, or one of --from-requirement, --from-use and --from-template',
  );
}

/** Lets the server make the text of a candidate, proved; with `--print` nothing is stored of it. */
export async function candidateMade(
  source: 'requirement' | 'use',
  given: Given,
  io: Io,
): Promise<Outcome> {
  const server = await signedIn(io);
  const requirement = idArgument(given.text('requirement'), 'requirement');
  const made = answered(
    await server.api.makeDraft({
      body: {
        source,
        policy: idArgument(given.text('policy'), 'policy'),
        requirement,
        use: source === 'use' ? await useId(server, requirement, given) : null,
        create: !given.flag('print'),
        denies: given.flag('denies') ? 'explicit' : 'none',
      },
    }),
  );
  const { candidate } = made;
  const screen = candidate === null ? [] : [await candidateText(candidate, io)];
  return done(made, [madeText(made, io), ...screen].join('\n\n'));
}

/** The snapshot that is named; a log is recorded first. */
async function useId({ api }: SignedIn, requirement: string, given: Given): Promise<string | null> {
  const from = given.text('fromUse');
  if (from === 'newest') return null;
  if (UUID.test(from)) return from;
  const { document } = answered(await api.getRequirement({ params: { id: requirement } }));
  const nhi = answered(await api.getNhi({ params: { id: document.nhi } }));
  if (nhi.externalId === null) {
    throw badInput(
      'UNKNOWN_SUBJECT',
      'the external id of the identity was erased',
      'give the id of a snapshot',
    );
  }
  const where = { subject: nhi.externalId, environment: document.environment };
  const used = await useDocument(from, given, where);
  const recorded = await api.recordInventory({ body: { document: used } });
  // Read again, the same log is the newest snapshot already.
  const isKnown = !recorded.ok && recorded.problem.code === 'NOTHING_CHANGED';
  return isKnown ? null : answered(recorded).id;
}

function madeText(made: MadeDraft, io: Io): string {
  const { style } = io;
  const line = (text: string) => wrap(inert(text), '  ', style.width);
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [style.bold(title), ...lines.map(line)];
  const { tool, version, inputs } = made.provenance;
  const proofs = made.proofs.map(
    ({ name, verdict, reason }) => `${name}: ${verdict}${reason === null ? '' : ` (${reason})`}`,
  );
  return [
    heading('The draft (made by analysis, approved by nobody)', style),
    fields(
      [
        ['digest', made.digest],
        ['made by', `${inert(tool ?? 'nobody')} ${inert(version ?? '')}`],
        ...inputs.map(({ name, digest, takenAt }): [string, string] => [
          `from ${inert(name)}`,
          takenAt === null ? digest : `${digest}, taken ${takenAt}`,
        ]),
      ],
      style,
    ),
    ...list('Proved', proofs),
    ...list(
      'Notes',
      made.notes.map(({ message }) => message),
    ),
    ...list(
      'Granted and not used',
      made.unused.map(({ summary }) => summary),
    ),
    ...(made.notGranted.length === 0
      ? []
      : [
          line(
            `${made.notGranted.length} requests were used and nothing that was given allows them`,
          ),
        ]),
    readablePolicy(made.text),
  ].join('\n');
}

/** Drafts a candidate from a template of the workspace; where its standing approval covers the values, that decides. */
export async function candidateFromTemplate(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const name = given.text('fromTemplate');
  const templates = await everyPage((query) => api.listTemplates({ query }));
  const template = templates.find((one) => one.id === name || one.name === name);
  if (template === undefined) {
    throw badInput('UNKNOWN_TEMPLATE', `there is no template \`${name}\``);
  }
  const body = {
    policy: idArgument(given.text('policy'), 'policy'),
    requirement: idArgument(given.text('requirement'), 'requirement'),
    values: valuesOf(given.list('set')),
  };
  const made = answered(await api.instantiateTemplate({ params: { id: template.id }, body }));
  const why = made.reasons.map(({ code, message }) => `  ${code}: ${inert(message)}`);
  const head =
    made.decision === null
      ? [`candidate ${made.candidate} was drafted and goes to a review:`, ...why]
      : [`candidate ${made.candidate} was decided by the standing approval`, ...why];
  const view = answered(await api.getCandidate({ params: { id: made.candidate } }));
  return done(made, [...head, '', await candidateText(view, io)].join('\n'));
}

/** `--set key=value`; a key that is given again makes a list. */
function valuesOf(pairs: readonly string[]): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1)
      throw badInput('INVALID_VALUE', `option \`--set\` takes KEY=VALUE, not \`${pair}\``);
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const known = values[key];
    values[key] = known === undefined ? value : [known, value].flat();
  }
  return values;
}
