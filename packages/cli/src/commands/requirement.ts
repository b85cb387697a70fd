import type { PolicyLanguage, RequirementCase, RequirementView } from '@countersign/api';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isList, isText, type Shape } from '../files/shape.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type CaseDocument, caseText } from '../terminal/case-text.ts';
import { fields, inert, table, wrap } from '../terminal/layout.ts';

const FILE_SHAPE: Shape = {
  apiVersion: { rule: is('countersign/v1') },
  kind: { rule: is('AccessRequirement') },
  nhi: { rule: isText, optional: true },
  environment: { rule: isText },
  language: { rule: isLanguage, optional: true },
  purpose: { rule: isText },
  dataClass: { rule: isText, optional: true },
  ticket: { rule: isText, optional: true },
  expires: { rule: isText, optional: true },
  allow: { rule: isList },
  deny: { rule: isList },
};

/** States the requirement of an AccessRequirement file; every fault of the file at once. */
export async function requirementCreate(given: Given, io: Io): Promise<Outcome> {
  const body = await readRequirement(given, 0, {});
  const { api } = await signedIn(io);
  const stated = answered(await api.stateRequirement({ body }));
  return done(stated, view(stated, io));
}

/** States a requirement anew from the same kind of file; identity and environment stay. */
export async function requirementRestate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'requirement');
  const { api } = await signedIn(io);
  const { document } = answered(await api.getRequirement({ params: { id } }));
  const read = await readRequirement(given, 1, document);
  const { nhi, environment, language, ...body } = read;
  const isSame = nhi === document.nhi && language === document.language;
  if (!isSame || environment !== document.environment) {
    throw badInput(
      'ENVIRONMENT_MISMATCH',
      `requirement \`${id}\` is of another identity, environment or language than the file`,
      '`countersign requirement create` states a new one',
    );
  }
  const stated = answered(await api.restateRequirement({ params: { id }, body }));
  return done(stated, view(stated, io));
}

/** One requirement. */
export async function requirementShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'requirement');
  const { api } = await signedIn(io);
  const found = answered(await api.getRequirement({ params: { id } }));
  return done(found, view(found, io));
}

/** The requirements. */
export async function requirementList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const environment = given.maybe('environment');
  const filter = environment === undefined ? {} : { environment };
  const items = await everyPage((query) =>
    api.listRequirements({ query: { ...query, ...filter } }),
  );
  const rows = items.map(({ id, document, purpose }) => [
    id,
    inert(document.environment),
    document.expires,
    inert(purpose ?? '(erased)').slice(0, 60),
  ]);
  return done(
    { items },
    rows.length === 0
      ? 'no requirements'
      : table(['id', 'environment', 'expires', 'purpose'], rows, io.style),
  );
}

async function readRequirement(
  given: Given,
  argument: number,
  known: {
    readonly nhi?: string;
    readonly expires?: string;
    readonly language?: PolicyLanguage;
  },
) {
  const file = given.argument(argument);
  const read = checkShape(await readDocument(file), FILE_SHAPE, { file, pointer: '' });
  const nhi = given.maybe('nhi') ?? (read['nhi'] as string | undefined) ?? known.nhi;
  const expires =
    given.maybe('expires') ?? (read['expires'] as string | undefined) ?? known.expires;
  if (nhi === undefined || expires === undefined) {
    const missing = nhi === undefined ? 'nhi' : 'expires';
    throw badInput(
      'MISSING_FIELD',
      `\`${missing}\` is missing`,
      `name it in the file or with \`--${missing}\``,
    );
  }
  const text = (name: string) => (read[name] as string | undefined) ?? null;
  const language = (read['language'] as PolicyLanguage | undefined) ?? known.language ?? 'aws-iam';
  const need = await cases(language, read, file);
  return {
    nhi: idArgument(nhi, 'nhi'),
    environment: read['environment'] as string,
    language,
    purpose: read['purpose'] as string,
    dataClass: text('dataClass'),
    ticket: text('ticket'),
    expires: instantOf(expires, 'expires'),
    ...need,
  };
}

/** The cases in the words of the language; every word that it does not have is refused with the one that was meant. */
async function cases(
  language: PolicyLanguage,
  { allow, deny }: Record<string, unknown>,
  file: string,
): Promise<{ allow: RequirementCase[]; deny: RequirementCase[] }> {
  const { readCases } = await import('@countersign/analysis');
  const read = readCases(language, { allow, deny });
  if (read.ok) {
    const cases: unknown = { allow: read.value.allow, deny: read.value.deny };
    return cases as { allow: RequirementCase[]; deny: RequirementCase[] };
  }
  const faults = read.refusals.map((one) => ({ ...one, details: { file, ...one.details } }));
  throw new Failure(faults, EXIT.usage);
}

const LANGUAGES: readonly unknown[] = ['aws-iam', 'kubernetes-rbac', 'grants'];

function isLanguage(value: unknown) {
  return LANGUAGES.includes(value)
    ? undefined
    : '`aws-iam`, `kubernetes-rbac` or `grants` is expected';
}

function is(expected: string) {
  return (value: unknown) => (value === expected ? undefined : `\`${expected}\` is expected`);
}

function view(requirement: RequirementView, io: Io): string {
  const { id, document, purpose, people } = requirement;
  const lines = (list: readonly CaseDocument[]) => list.map((one) => `  ${caseText(one)}`);
  return [
    fields(
      [
        ['requirement', id],
        ['digest', requirement.digest],
        ['identity', document.nhi],
        ['environment', inert(document.environment)],
        ['language', document.language],
        [
          'owner',
          `${named(document.owner, people)}, backup ${named(document.backupOwner, people)}`,
        ],
        ['expires', document.expires],
      ],
      io.style,
    ),
    wrap(inert(purpose ?? '(erased)'), '', io.style.width),
    io.style.bold('must allow'),
    ...lines(document.allow),
    io.style.bold('must stay denied'),
    ...lines(document.deny),
  ].join('\n');
}
