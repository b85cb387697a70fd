import type { ExceptionFile, GuardrailFile, RuleSet } from '@countersign/api';
import { canonicalText, type Json } from '@countersign/evidence';
import { answered, everyPage } from '../client/server.ts';
import { type Guardrail, guardrailDocument } from '../files/guardrail-document.ts';
import { instantOf } from '../files/instant.ts';
import { newId } from '../founding/new-id.ts';
import type { ApplyWorld } from './apply-world.ts';
import type { ApplyDocument } from './read-documents.ts';
import { type Step, still } from './step.ts';

type RuleSetV2 = Extract<RuleSet, { v: 2 }>;
type Exception = RuleSetV2['exceptions'][number];

/**
 * Proposes one next RuleSet with every Guardrail and Exception of the files; those of the same name are replaced, others
 * stay. The quorum signs it; nothing is in force before (INV-8). In force alike, or proposed alike, it is known.
 */
export async function planRuleSet(
  documents: readonly (ApplyDocument & { readonly document: GuardrailFile | ExceptionFile })[],
  world: ApplyWorld,
  now: Date,
): Promise<Step | null> {
  const [first] = documents;
  if (first === undefined) return null;
  const names = documents.map(({ document }) => document.name).join(', ');
  const of = { file: first.file, line: first.line, kind: 'RuleSet', name: names };
  const { api } = world.server;
  const current = answered(await api.getRuleSet());
  const { document: law } = current;
  if (law.v !== 2) {
    const why = `RuleSet ${current.number} is of version 1, which has no guardrails and exceptions: propose one of version 2 first`;
    return still(of, 'refused', { why });
  }
  const made = await Promise.all(
    documents.map(({ document }) => partOf(document, law, world, now)),
  );
  const faults = made.flatMap((one) => ('why' in one ? [one.why] : []));
  if (faults.length > 0) return still(of, 'refused', { why: faults.join('; ') });
  const next = withParts(law, made);
  if (print(next) === print(law)) return still(of, 'known', { why: 'in force as it is here' });
  const proposals = await everyPage((query) => api.listGovernance({ query }));
  const open = proposals.find(
    (one) => one.state === 'open' && one.kind === 'ruleset' && print(one.document) === print(next),
  );
  if (open !== undefined) return still(of, 'known', { id: open.id, why: 'proposed as it is here' });
  const { number: rosterNumber } = answered(await api.getRoster());
  const document = { ...next, number: current.number + 1, previous: current.digest, rosterNumber };
  return {
    ...of,
    action: 'propose',
    why: 'the quorum has to sign it',
    id: null,
    run: async () => {
      const body = { kind: 'ruleset' as const, document, persons: [] };
      return answered(await api.proposeGovernance({ body })).id;
    },
  };
}

type Part =
  | { readonly guardrail: Guardrail }
  | { readonly exception: Exception }
  | { readonly why: string };

async function partOf(
  document: GuardrailFile | ExceptionFile,
  law: RuleSetV2,
  world: ApplyWorld,
  now: Date,
): Promise<Part> {
  const owner = await world.human(document.owner);
  if (typeof owner !== 'string') return { why: `${document.name}: ${owner.why}` };
  const known = law.exceptions.find(({ name }) => name === document.name);
  const id = known?.id ?? newId(now);
  return document.kind === 'Guardrail'
    ? { guardrail: guardrailDocument(document, owner) }
    : exceptionOf(document, { owner, id }, world);
}

function exceptionOf(
  file: ExceptionFile,
  { owner, id }: { readonly owner: string; readonly id: string },
  world: ApplyWorld,
): Part {
  const policy = file.policy ?? null;
  const found = policy === null ? null : world.policy(policy, file.environment);
  if (found !== null && !('id' in found)) {
    const why =
      'why' in found ? found.why : 'its policy is not in the workspace yet; apply it first';
    return { why: `${file.name}: ${why}` };
  }
  return {
    exception: {
      id,
      name: file.name,
      environment: file.environment,
      policy: found?.id ?? null,
      covers: {
        appetite: file.covers.appetite ?? null,
        undetermined: file.covers.undetermined ?? [],
      },
      owner,
      why: file.why,
      compensatingControl: file.compensatingControl ?? null,
      since: instantOf(file.since, 'since'),
      until: instantOf(file.until, 'until'),
    },
  };
}

function withParts(law: RuleSetV2, parts: readonly Part[]): RuleSetV2 {
  const guardrails = parts.flatMap((one) => ('guardrail' in one ? [one.guardrail] : []));
  const exceptions = parts.flatMap((one) => ('exception' in one ? [one.exception] : []));
  return {
    ...law,
    guardrails: replaced(law.guardrails, guardrails),
    exceptions: replaced(law.exceptions, exceptions),
  };
}

function replaced<T extends { readonly name: string }>(
  before: readonly T[],
  now: readonly T[],
): T[] {
  const names = now.map(({ name }) => name);
  return [...before.filter(({ name }) => !names.includes(name)), ...now];
}

/** What is compared: guardrails and exceptions, whatever ids these got. */
function print(document: object): string {
  const { guardrails = [], exceptions = [] } = document as Partial<RuleSetV2>;
  const plain = exceptions.map(({ id: _, ...rest }) => rest);
  const sorted = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
    [...list].sort((left, right) => (left.name < right.name ? -1 : 1));
  return canonicalText({
    guardrails: sorted(guardrails),
    exceptions: sorted(plain),
  } as unknown as Json);
}
