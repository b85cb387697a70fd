import type { RequirementView } from '@countersign/api';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isList, isText, isTexts, type Shape } from '../files/shape.ts';
import { badInput, EXIT, Failure, type Reason } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert, table, wrap } from '../terminal/layout.ts';

const FILE_SHAPE: Shape = {
  apiVersion: { rule: is('countersign/v1') },
  kind: { rule: is('AccessRequirement') },
  nhi: { rule: isText, optional: true },
  environment: { rule: isText },
  language: { rule: is('aws-iam'), optional: true },
  purpose: { rule: isText },
  dataClass: { rule: isText, optional: true },
  ticket: { rule: isText, optional: true },
  expires: { rule: isText, optional: true },
  allow: { rule: isList },
  deny: { rule: isList },
};
const CASE_SHAPE: Shape = {
  id: { rule: isText },
  actions: { rule: isTexts },
  resources: { rule: isTexts },
};

interface Case {
  id: string;
  actions: string[];
  resources: string[];
}

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
  const read = await readRequirement(given, 1, { nhi: document.nhi, expires: document.expires });
  const { nhi, environment, language: _, ...body } = read;
  if (nhi !== document.nhi || environment !== document.environment) {
    throw badInput(
      'ENVIRONMENT_MISMATCH',
      `requirement \`${id}\` is of another identity or environment than the file`,
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
  known: { readonly nhi?: string; readonly expires?: string },
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
  return {
    nhi: idArgument(nhi, 'nhi'),
    environment: read['environment'] as string,
    language: 'aws-iam' as const,
    purpose: read['purpose'] as string,
    dataClass: text('dataClass'),
    ticket: text('ticket'),
    expires: instantOf(expires, 'expires'),
    allow: cases(read['allow'], file, '/allow'),
    deny: cases(read['deny'], file, '/deny'),
  };
}

function cases(value: unknown, file: string, pointer: string): Case[] {
  const faults: Reason[] = [];
  const list = value as unknown[];
  list.forEach((item, index) => {
    try {
      checkShape(item, CASE_SHAPE, { file, pointer: `${pointer}/${index}` });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      faults.push(...error.reasons);
    }
  });
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  return list as Case[];
}

function is(expected: string) {
  return (value: unknown) => (value === expected ? undefined : `\`${expected}\` is expected`);
}

function view(requirement: RequirementView, io: Io): string {
  const { id, document, purpose, people } = requirement;
  const lines = (list: readonly Case[]) =>
    list.map(
      (one) =>
        `  ${inert(one.id)}: ${one.actions.map(inert).join(', ')} on ${one.resources.map(inert).join(', ')}`,
    );
  return [
    fields(
      [
        ['requirement', id],
        ['digest', requirement.digest],
        ['identity', document.nhi],
        ['environment', inert(document.environment)],
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
