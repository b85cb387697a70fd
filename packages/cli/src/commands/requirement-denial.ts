import type { RequirementCase } from '@countersign/api';
import { idArgument } from '../client/people.ts';
import { answered, type SignedIn, signedIn } from '../client/server.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { requirementText } from './requirement.ts';

/**
 * States a requirement anew with one intended denial more: the one that a surviving mutant suggests, or one that is
 * given. Everything else stays as it was stated.
 */
export async function requirementAddDenial(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'requirement');
  const server = await signedIn(io);
  const { document, purpose } = answered(await server.api.getRequirement({ params: { id } }));
  if (purpose === null) {
    throw badInput(
      'MISSING_FIELD',
      'the purpose of the requirement was erased, and a statement needs one',
      'state it anew with `countersign requirement restate`',
    );
  }
  const { casesOf } = await import('@countersign/evidence');
  const stated = casesOf(document as unknown as Parameters<typeof casesOf>[0]);
  const denial = await denialOf(server, given);
  const known = [...stated.allow, ...stated.deny].map((one) => one.id);
  const deny = [...stated.deny, { ...denial, id: free(String(denial['id']), known) }];
  const body = {
    purpose,
    dataClass: document.dataClass,
    ticket: document.ticket,
    expires: document.expires,
    allow: stated.allow as unknown as RequirementCase[],
    deny: deny as unknown as RequirementCase[],
  };
  const restated = answered(await server.api.restateRequirement({ params: { id }, body }));
  return done(restated, requirementText(restated, io));
}

async function denialOf(server: SignedIn, given: Given): Promise<Record<string, unknown>> {
  const mutant = given.maybe('fromMutant');
  const written = given.maybe('case');
  if ((mutant === undefined) === (written === undefined)) {
    throw badInput('MISSING_OPTION', 'give either --from-mutant or --case');
  }
  return mutant === undefined ? caseIn(written ?? '') : suggestedBy(server, mutant);
}

/** The denial that would catch a mutant, by `CANDIDATE:MUTANT`. */
async function suggestedBy({ api }: SignedIn, reference: string): Promise<Record<string, unknown>> {
  const at = reference.indexOf(':');
  const id = idArgument(at < 0 ? reference : reference.slice(0, at), 'candidate');
  const name = at < 0 ? '' : reference.slice(at + 1);
  const { mutants = [] } = answered(await api.getCandidate({ params: { id } }));
  const mutant = mutants.find((one) => one.id === name);
  if (mutant === undefined) {
    throw badInput(
      'UNKNOWN_MUTANT',
      `candidate \`${id}\` has no surviving mutant \`${name}\``,
      mutants.length === 0
        ? 'none survives'
        : `one of ${mutants.map((one) => `\`${one.id}\``).join(', ')}`,
    );
  }
  if (mutant.suggestion !== null) return mutant.suggestion;
  throw new Failure(
    [{ code: 'NO_SUGGESTION', message: `no denial was found that catches \`${mutant.id}\`` }],
    EXIT.doesNotHold,
    'write one with `--case`',
  );
}

function caseIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'id' in value) {
      return value as Record<string, unknown>;
    }
  } catch {
    // said below
  }
  throw badInput('NOT_JSON', '`--case` takes a case as JSON, with an `id`');
}

/** The id, or the id with the first number that no other case has. */
function free(id: string, known: readonly string[]): string {
  if (!known.includes(id)) return id;
  let number = 2;
  while (known.includes(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}
