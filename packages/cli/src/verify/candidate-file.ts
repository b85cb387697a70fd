import { dirname, isAbsolute, join } from 'node:path';
import {
  type Guardrail,
  type Language,
  type Parsed,
  type RequirementCases,
  readCases,
} from '@countersign/analysis';
import { idArgument } from '../client/people.ts';
import { needCases } from '../files/need-cases.ts';
import {
  givenLanguage,
  inFile,
  type PolicyFile,
  policyFile,
  policyFileOf,
} from '../files/policy-files.ts';
import { readDocument } from '../files/read-document.ts';
import { readText } from '../files/read-input.ts';
import { checkShape, isList, isText, isTexts, type Shape } from '../files/shape.ts';
import { yamlPart } from '../files/yaml-as-json.ts';
import { badInput, EXIT, Failure, type Reason } from '../frame/failure.ts';
import { readGuardrailFile } from './guardrail-file.ts';
import { readSuite, type Suite } from './suite-file.ts';

/** A policy of a candidate as its language read it, with where it stands. */
export interface CandidatePolicy {
  readonly policy: unknown;
  readonly file: PolicyFile;
}

/** What a Candidate file says, all of it read. */
export interface CandidateFile {
  readonly path: string;
  readonly language: Language;
  readonly environment: { readonly name: string; readonly class: string | null };
  readonly dataClass: string | null;
  /** External id of the identity that gets it, to find it in a context. */
  readonly identity: string | null;
  readonly policyName: string | null;
  readonly from: CandidatePolicy | null;
  readonly to: CandidatePolicy;
  readonly requirement: RequirementCases;
  readonly guardrails: readonly Guardrail[];
  readonly suites: readonly Suite[];
  readonly submit: SubmitTerms | null;
  /** Every file it was read from, itself first. */
  readonly files: readonly string[];
}

/** Under which ids the workspace knows what the file is about. */
export interface SubmitTerms {
  readonly policy: string;
  readonly requirement: string;
}

const SHAPE: Shape = {
  apiVersion: { rule: is('countersign/v1') },
  kind: { rule: is('Candidate') },
  language: { rule: isText, optional: true },
  environment: { rule: isText, optional: true },
  environmentClass: { rule: isText, optional: true },
  dataClass: { rule: isText, optional: true },
  identity: { rule: isText, optional: true },
  policy: { rule: isObject },
  requirement: { rule: isPathOrObject },
  guardrails: { rule: isTexts, optional: true },
  suites: { rule: isTexts, optional: true },
  submit: { rule: isObject, optional: true },
};
const POLICY_SHAPE: Shape = {
  name: { rule: isText, optional: true },
  from: { rule: () => undefined, optional: true },
  to: { rule: (value) => (value === null ? 'a policy or the path of one is expected' : undefined) },
};
const SUBMIT_SHAPE: Shape = { policy: { rule: isText }, requirement: { rule: isText } };
const CASES_SHAPE: Shape = { allow: { rule: isList }, deny: { rule: isList } };

/** Where the base of a policy stands whose file names none: its text there, or null where it was not there yet. */
export interface BaseTexts {
  textAt(path: string): Promise<string | null>;
}

/**
 * Reads a Candidate file and what it names. Paths are relative to the file. Every fault of what can be read at all is told at
 * once, with file and place.
 */
export async function readCandidateFile(
  path: string,
  base: BaseTexts | null = null,
): Promise<CandidateFile> {
  const place = { file: path, pointer: '' };
  const fields = checkShape(await readDocument(path), SHAPE, place);
  const policy = checkShape(fields['policy'], POLICY_SHAPE, { file: path, pointer: '/policy' });
  const language = givenLanguage((fields['language'] as string | undefined) ?? 'aws-iam');
  const files = [path];
  const near = (name: string) => {
    const found = isAbsolute(name) ? name : join(dirname(path), name);
    files.push(found);
    return found;
  };
  const reader: Reader = { path, language, near };
  const to = await policyOf(reader, 'to', policy['to']);
  const from =
    policy['from'] === undefined && base !== null
      ? readPolicy(await baseOf(reader, policy['to'], base), language)
      : await policyOf(reader, 'from', policy['from'] ?? null);
  const requirement = await requirementOf(reader, fields['requirement']);
  const texts = (name: string) => ((fields[name] as string[] | undefined) ?? []).map(near);
  const suites = await Promise.all(texts('suites').map(readSuite));
  const guardrails = await guardrailsOf(texts('guardrails'));
  const text = (name: string) => (fields[name] as string | undefined) ?? null;
  const held = together({ to, from, requirement });
  return {
    path,
    language,
    environment: { name: text('environment') ?? '', class: text('environmentClass') },
    dataClass: text('dataClass'),
    identity: text('identity'),
    policyName: (policy['name'] as string | undefined) ?? null,
    ...held,
    guardrails,
    suites,
    submit: submitOf(fields['submit'], path),
    files,
  };
}

interface Reader {
  readonly path: string;
  readonly language: Language;
  /** The path of a file that is named, which joins the list of files. */
  readonly near: (name: string) => string;
}

type Read<T> = Parsed<T>;

async function policyOf(
  reader: Reader,
  name: 'from' | 'to',
  given: unknown,
): Promise<Read<CandidatePolicy | null>> {
  if (given === null) return { ok: true, value: null };
  const { language, path } = reader;
  if (typeof given === 'string') {
    return readPolicy(await policyFile(reader.near(given), language), language);
  }
  const part = await yamlPart(await readText(path), path, ['policy', name]);
  // The shape has been checked: there is something under that name.
  if (part === undefined) throw new Error(`nothing under policy/${name}`);
  const { json, placeOf } = part;
  const file = { path, text: json, placeOf: (_: number, column: number) => placeOf(column) };
  return readPolicy(file, language);
}

/** The new policy's own text at the base: its file, or what stood in the candidate file. */
async function baseOf(
  { path, language, near }: Reader,
  to: unknown,
  base: BaseTexts,
): Promise<PolicyFile | null> {
  const file = typeof to === 'string' ? near(to) : path;
  const text = await base.textAt(file);
  if (text === null) return null;
  const named = `${file} (base)`;
  if (typeof to === 'string') return policyFileOf(named, text, language);
  const part = await yamlPart(text, named, ['policy', 'to']);
  if (part === undefined) return null;
  return { path: named, text: part.json, placeOf: (_, column) => part.placeOf(column) };
}

function readPolicy(file: PolicyFile | null, language: Language): Read<CandidatePolicy | null> {
  if (file === null) return { ok: true, value: null };
  const parsed = language.read(file.text);
  if (parsed.ok) return { ok: true, value: { policy: parsed.value, file } };
  return { ok: false, refusals: parsed.refusals.map((one) => inFile(one, file)) };
}

/** The cases in the file itself, or those of an AccessRequirement file. */
async function requirementOf(reader: Reader, given: unknown): Promise<Read<RequirementCases>> {
  const { path, language } = reader;
  if (typeof given !== 'string') {
    checkShape(given, CASES_SHAPE, { file: path, pointer: '/requirement' });
    return casesIn(language, given, path, '/requirement');
  }
  const file = reader.near(given);
  const { kind, allow, deny, intent } = await readDocument(file);
  if (kind !== 'AccessRequirement') {
    throw badInput(
      'WRONG_VALUE',
      `\`${file}\` is of kind \`${String(kind)}\`, not AccessRequirement`,
    );
  }
  if (intent === undefined) return casesIn(language, { allow, deny }, file, '');
  const made = await needCases({ language: language.name, intent });
  return made.ok ? { ok: true, value: made.value.cases } : inNeed(made.refusals, file);
}

function inNeed(refusals: readonly Reason[], file: string): Read<never> {
  return {
    ok: false,
    refusals: refusals.map((one) => ({ ...one, details: { file, ...one.details } })),
  };
}

function casesIn(
  language: Language,
  value: unknown,
  file: string,
  pointer: string,
): Read<RequirementCases> {
  const read = readCases(language.name, value, pointer);
  if (read.ok) return read;
  const refusals = read.refusals.map((one) => ({ ...one, details: { file, ...one.details } }));
  return { ok: false, refusals };
}

async function guardrailsOf(paths: readonly string[]): Promise<readonly Guardrail[]> {
  const read = await Promise.all(paths.map(readGuardrailFile));
  return read.flat();
}

function submitOf(given: unknown, file: string): SubmitTerms | null {
  if (given === undefined) return null;
  const { policy, requirement } = checkShape(given, SUBMIT_SHAPE, { file, pointer: '/submit' });
  return {
    policy: idArgument(policy as string, 'policy'),
    requirement: idArgument(requirement as string, 'requirement'),
  };
}

/** Every part that was read, or every fault of all. */
function together(parts: {
  readonly to: Read<CandidatePolicy | null>;
  readonly from: Read<CandidatePolicy | null>;
  readonly requirement: Read<RequirementCases>;
}): Pick<CandidateFile, 'to' | 'from' | 'requirement'> {
  const { to, from, requirement } = parts;
  if (to.ok && from.ok && requirement.ok && to.value !== null) {
    return { to: to.value, from: from.value, requirement: requirement.value };
  }
  const faults: Reason[] = [to, from, requirement].flatMap((one) => (one.ok ? [] : one.refusals));
  throw new Failure(faults, EXIT.usage);
}

function is(expected: string) {
  return (value: unknown) => (value === expected ? undefined : `\`${expected}\` is expected`);
}

function isObject(value: unknown): string | undefined {
  const isOne = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isOne ? undefined : 'an object is expected';
}

function isPathOrObject(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : isObject(value);
}
