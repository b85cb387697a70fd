import { canonicalCase, type RequirementCases } from '@countersign/analysis';
import type {
  AccessRequirementFile,
  PolicyLanguage as Language,
  NhiView,
  RequirementCase,
  RequirementView,
} from '@countersign/api';
import { canonicalText, casesOf, type Json } from '@countersign/evidence';
import { answered } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { needCases } from '../files/need-cases.ts';
import { type ApplyWorld, idempotent, type Reference } from './apply-world.ts';
import type { ApplyDocument } from './read-documents.ts';
import { type Step, still } from './step.ts';

/** Under what the requirement of a file is known to candidates. */
export function requirementKey(file: string): string {
  return `AccessRequirement\n${file}`;
}

/**
 * States a requirement. One of the same identity, environment, language and purpose is the same need: alike it is known,
 * else it is stated anew.
 */
export async function planRequirement(
  { file, line }: ApplyDocument,
  document: AccessRequirementFile,
  world: ApplyWorld,
): Promise<Step> {
  const { environment, purpose } = document;
  const of = { file, line, kind: 'AccessRequirement', name: document.name ?? purpose.slice(0, 60) };
  const nhi: Reference =
    document.nhi === undefined
      ? { why: '`nhi` is missing: name the identity that gets access' }
      : world.nhi(document.nhi, environment);
  const need = await needOf(document, nhi, world);
  if ('why' in need) return still(of, 'refused', need);
  const { language } = need;
  const known = world.requirements.find((one) => isSameNeed(one, document, language, nhi));
  const key = requirementKey(file);
  if (known !== undefined && isAlike(known, need)) {
    world.tell([key], known.id);
    return still(of, 'known', { id: known.id });
  }
  world.announce([key]);
  const { cases: _, language: __, ...stated } = need;
  return {
    ...of,
    action: known === undefined ? 'create' : 'restate',
    why: known === undefined ? null : 'candidates that stand on it are verified again',
    id: known?.id ?? null,
    run: async () => {
      const of = { nhi: world.idOf(nhi), environment, language };
      const id = await state({ ...stated, ...of }, stated, known, world);
      world.tell([key], id);
      return id;
    },
  };
}

interface Need {
  readonly purpose: string;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: string;
  readonly allow: RequirementCase[];
  readonly deny: RequirementCase[];
  readonly cases: RequirementCases;
  readonly language: Language;
}

type Stated = Omit<Need, 'cases' | 'language'>;

/** What a file states, or every reason why it cannot be stated. */
async function needOf(
  document: AccessRequirementFile,
  nhi: Reference,
  world: ApplyWorld,
): Promise<Need | { readonly why: string }> {
  const { purpose, expires } = document;
  const cases = await needCases(document);
  const faults = [
    ...('why' in nhi ? [nhi.why] : []),
    ...(expires === undefined ? ['`expires` is missing: until when the access is needed'] : []),
    ...(cases.ok ? [] : cases.refusals.map(({ message }) => message)),
    ...(await otherOwners(document, nhi, world)),
  ];
  if (faults.length > 0 || expires === undefined || !cases.ok) return { why: faults.join('; ') };
  return {
    purpose,
    dataClass: document.dataClass ?? null,
    ticket: document.ticket ?? null,
    expires: instantOf(expires, 'expires'),
    ...written(cases.value.cases),
    ...cases.value,
  };
}

/** The cases as the server takes them: its own check is stricter than the type of a case. */
function written({ allow, deny }: RequirementCases): Pick<Need, 'allow' | 'deny'> {
  const cases: unknown = { allow, deny };
  return cases as Pick<Need, 'allow' | 'deny'>;
}

async function state(
  body: Stated & {
    readonly nhi: string;
    readonly environment: string;
    readonly language: Language;
  },
  stated: Stated,
  known: RequirementView | undefined,
  { server: { api } }: ApplyWorld,
): Promise<string> {
  if (known === undefined) {
    return answered(await api.stateRequirement({ body }, idempotent('requirement', body))).id;
  }
  // From one content to the same next one the key is the same.
  const key = idempotent(`restate-${known.digest.slice(-16)}`, stated);
  return answered(await api.restateRequirement({ params: { id: known.id }, body: stated }, key)).id;
}

/** People that a file names must be those of the identity: a requirement cannot change them. */
async function otherOwners(
  { owner, backupOwner }: AccessRequirementFile,
  nhi: Reference,
  world: ApplyWorld,
): Promise<string[]> {
  const known = 'id' in nhi ? world.nhis.find(({ id }) => id === nhi.id) : undefined;
  if (known === undefined) return [];
  const wrong = async (word: 'owner' | 'backupOwner', text: string | undefined, of: NhiView) => {
    if (text === undefined) return [];
    const human = await world.human(text);
    if (typeof human !== 'string') return [human.why];
    return human === of[word] ? [] : [`\`${word}\` is not \`${text}\` but another human`];
  };
  return [
    ...(await wrong('owner', owner, known)),
    ...(await wrong('backupOwner', backupOwner, known)),
  ];
}

function isSameNeed(
  { document, purpose }: RequirementView,
  file: AccessRequirementFile,
  language: string,
  nhi: Reference,
): boolean {
  return (
    'id' in nhi &&
    document.nhi === nhi.id &&
    document.environment === file.environment &&
    document.language === language &&
    purpose === file.purpose
  );
}

function isAlike({ document }: RequirementView, need: Need): boolean {
  const { dataClass, ticket, expires, language } = document;
  if (dataClass !== need.dataClass || ticket !== need.ticket || expires !== need.expires)
    return false;
  const canonical = ({ allow, deny }: RequirementCases): string => {
    const sides = [allow, deny].map((side) => side.map((one) => canonicalCase(language, one)));
    return canonicalText(sides as unknown as Json);
  };
  const said = casesOf(document as unknown as Parameters<typeof casesOf>[0]);
  return canonical(said as unknown as RequirementCases) === canonical(need.cases);
}
