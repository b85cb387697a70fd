import type {
  AccessRequirementFile,
  PolicyLanguage,
  RequirementCase,
  RequirementView,
} from '@countersign/api';
import { readDocuments } from '../apply/read-documents.ts';
import { nhiId } from '../client/nhi-id.ts';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { needCases, type WrittenNeed } from '../files/need-cases.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type CaseDocument, caseText } from '../terminal/case-text.ts';
import { fields, inert, table, wrap } from '../terminal/layout.ts';

/** States the requirement of an AccessRequirement file; every fault of the file at once. */
export async function requirementCreate(given: Given, io: Io): Promise<Outcome> {
  const read = await readRequirement(given, 0, {});
  const server = await signedIn(io);
  const body = { ...read, nhi: await nhiId(server, read.nhi, read.environment) };
  const stated = answered(await server.api.stateRequirement({ body }));
  return done(stated, requirementText(stated, io));
}

/** States a requirement anew from the same kind of file; identity and environment stay. */
export async function requirementRestate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'requirement');
  const server = await signedIn(io);
  const { api } = server;
  const { document } = answered(await api.getRequirement({ params: { id } }));
  const read = await readRequirement(given, 1, document);
  const { nhi: written, environment, language, ...body } = read;
  const nhi = await nhiId(server, written, environment);
  const isSame = nhi === document.nhi && language === document.language;
  if (!isSame || environment !== document.environment) {
    throw badInput(
      'ENVIRONMENT_MISMATCH',
      `requirement \`${id}\` is of another identity, environment or language than the file`,
      '`countersign requirement create` states a new one',
    );
  }
  const stated = answered(await api.restateRequirement({ params: { id }, body }));
  return done(stated, requirementText(stated, io));
}

/** One requirement. */
export async function requirementShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'requirement');
  const { api } = await signedIn(io);
  const found = answered(await api.getRequirement({ params: { id } }));
  return done(found, requirementText(found, io));
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
  const read = await readRequirementFile(file);
  const nhi = given.maybe('nhi') ?? read.nhi ?? known.nhi;
  const expires = given.maybe('expires') ?? read.expires ?? known.expires;
  if (nhi === undefined || expires === undefined) {
    const missing = nhi === undefined ? 'nhi' : 'expires';
    throw badInput(
      'MISSING_FIELD',
      `\`${missing}\` is missing`,
      `name it in the file or with \`--${missing}\``,
    );
  }
  const { language = known.language, purpose, environment, dataClass, ticket } = read;
  const need = await cases({ ...read, language }, file);
  return {
    nhi,
    environment,
    purpose,
    dataClass: dataClass ?? null,
    ticket: ticket ?? null,
    expires: instantOf(expires, 'expires'),
    ...need,
  };
}

/** The one AccessRequirement of a file; every fault with its place. */
async function readRequirementFile(file: string): Promise<AccessRequirementFile> {
  const [only, ...more] = await readDocuments([file]);
  if (only?.document.kind === 'AccessRequirement' && more.length === 0) return only.document;
  throw badInput(
    'WRONG_VALUE',
    `\`${file}\` does not hold one AccessRequirement alone`,
    '`countersign apply -f` takes files of several documents',
  );
}

/** The cases in the words of the language; every word that it does not have is refused with the one that was meant. */
async function cases(
  written: WrittenNeed,
  file: string,
): Promise<{ language: PolicyLanguage; allow: RequirementCase[]; deny: RequirementCase[] }> {
  const need = await needCases(written);
  if (need.ok) {
    const { language, cases: made } = need.value;
    const taken: unknown = { language, allow: made.allow, deny: made.deny };
    return taken as { language: PolicyLanguage; allow: RequirementCase[]; deny: RequirementCase[] };
  }
  const faults = need.refusals.map((one) => ({ ...one, details: { file, ...one.details } }));
  throw new Failure(faults, EXIT.usage);
}

/** A requirement as people read it. */
export function requirementText(requirement: RequirementView, io: Io): string {
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
