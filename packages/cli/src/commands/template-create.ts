import type { DraftTemplate, TemplateView } from '@countersign/api';
import { humanId, idArgument } from '../client/people.ts';
import { answered, type SignedIn, signedIn } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { readDocument } from '../files/read-document.ts';
import { checkShape, type FieldRule, isList, isText, isTexts, type Shape } from '../files/shape.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';

const isAnything: FieldRule = (value) =>
  typeof value === 'object' && value !== null ? undefined : 'an object or a list is expected';
const isNumber: FieldRule = (value) =>
  Number.isSafeInteger(value) ? undefined : 'a whole number is expected';

const FILE_SHAPE: Shape = {
  apiVersion: { rule: is('countersign/v1') },
  kind: { rule: is('Template') },
  name: { rule: isText },
  environment: { rule: isText },
  language: { rule: isText, optional: true },
  owner: { rule: isText },
  backupOwner: { rule: isText },
  purpose: { rule: isText },
  parameters: { rule: isList, optional: true },
  policy: { rule: isAnything },
  allow: { rule: isList },
  deny: { rule: isList },
  envelope: { rule: isAnything },
  ceiling: { rule: isAnything, optional: true },
  cap: { rule: isAnything },
  selector: { rule: isAnything, optional: true },
  instantiators: { rule: isTexts },
  timeToLiveSeconds: { rule: isNumber },
  onLapse: { rule: isText, optional: true },
  release: { rule: isText, optional: true },
  sample: { rule: isAnything, optional: true },
  expires: { rule: isText },
};

/** Drafts the template of a Template file; people are named or given by id. */
export async function templateCreate(given: Given, io: Io): Promise<Outcome> {
  const server = await signedIn(io);
  const body = await readTemplate(given.argument(0), server);
  const view = answered(await server.api.draftTemplate({ body }));
  return done(view, said(view));
}

/** Replaces a template by a file; its standing approval and every delegation are void then. */
export async function templateRevise(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const server = await signedIn(io);
  const body = await readTemplate(given.argument(1), server);
  const { digest } = answered(await server.api.getTemplate({ params: { id } }));
  const ifMatch = given.maybe('ifMatch') ?? digest;
  const view = answered(await server.api.reviseTemplate({ params: { id }, body, ifMatch }));
  return done(view, said(view));
}

function said({ id, state, tier, verification }: TemplateView): string {
  const outcome = verification?.outcome ?? 'not verified yet';
  return `template ${id} is ${state}: ${outcome}, ${tier ?? 'no tier'}`;
}

async function readTemplate(file: string, server: SignedIn): Promise<DraftTemplate> {
  const read = checkShape(await readDocument(file), FILE_SHAPE, { file, pointer: '' });
  const { apiVersion: _a, kind: _k, envelope, ceiling, instantiators, ...said } = read;
  const human = (name: string) => humanId(server, read[name] as string);
  const whole = {
    ...said,
    owner: await human('owner'),
    backupOwner: await human('backupOwner'),
    instantiators: await Promise.all(
      (instantiators as readonly string[]).map((one) => humanId(server, one)),
    ),
    parameters: read['parameters'] ?? [],
    envelope: JSON.stringify(envelope),
    ceiling: ceiling === undefined ? null : JSON.stringify(ceiling),
    expires: instantOf(read['expires'] as string, 'expires'),
  };
  // What the members hold the server judges, each with its pointer.
  return whole as unknown as DraftTemplate;
}

function is(expected: string): FieldRule {
  return (value) => (value === expected ? undefined : `\`${expected}\` is expected`);
}
