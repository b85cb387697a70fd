import { humanId, idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { instantOf } from '../files/instant.ts';
import { policyText } from '../files/policy-text.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { askedSource, candidateFromTemplate, candidateMade } from './candidate-made.ts';
import { candidateText } from './candidate-show.ts';

/** Proposes a next content of a policy, of a file or made by the server, which verifies it before it answers. */
export async function candidateDraft(given: Given, io: Io): Promise<Outcome> {
  const source = askedSource(given);
  if (source === 'template') return candidateFromTemplate(given, io);
  return source === null ? ofFile(given, io) : candidateMade(source, given, io);
}

async function ofFile(given: Given, io: Io): Promise<Outcome> {
  const policy = idArgument(given.text('policy'), 'policy');
  const requirement = idArgument(given.text('requirement'), 'requirement');
  const { api } = await signedIn(io);
  const { language } = answered(await api.getPolicy({ params: { id: policy } }));
  const text = await policyText(given.argument(0), language);
  const provenance = generatedBy(given);
  const body = { policy, requirement, text, ...(provenance === null ? {} : { provenance }) };
  const view = answered(await api.draftCandidate({ body }));
  return done(view, await candidateText(view, io));
}

/** The program that made the file, as `NAME@VERSION`, and what it made it from; null where a person wrote it. */
function generatedBy(given: Given) {
  const generator = given.maybe('generator');
  const inputs = given.list('input').map(inputOf);
  if (generator === undefined && inputs.length === 0) return null;
  const at = generator?.lastIndexOf('@') ?? -1;
  const [tool, version] =
    generator === undefined
      ? [null, null]
      : at < 1
        ? [generator, null]
        : [generator.slice(0, at), generator.slice(at + 1)];
  return { tool, version, inputs };
}

/** `NAME=sha256:…`, and `@TIME` where it ages. */
function inputOf(text: string) {
  const [, name = '', digest = '', takenAt] =
    /^([^=]{1,200})=(sha256:[0-9a-f]{64})(?:@(.+))?$/.exec(text) ?? [];
  if (name === '') {
    throw badInput('INVALID_VALUE', `option \`--input\` takes NAME=DIGEST[@TIME], not \`${text}\``);
  }
  return {
    name,
    digest: digest as `sha256:${string}`,
    takenAt: takenAt === undefined ? null : instantOf(takenAt, 'input'),
  };
}

/** Replaces the content; `--if-match` names the content that was edited, else the current one is meant. */
export async function candidateRevise(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const current = answered(await api.getCandidate({ params: { id } }));
  const text = await policyText(given.argument(1), current.requirement.document.language);
  const ifMatch = given.maybe('ifMatch') ?? current.to;
  const view = answered(await api.reviseCandidate({ params: { id }, body: { text }, ifMatch }));
  return done(view, await candidateText(view, io));
}

/** Lets another human edit; it disqualifies them as approver (INV-4). */
export async function candidateInvite(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const server = await signedIn(io);
  const human = await humanId(server, given.argument(1));
  const view = answered(await server.api.inviteAuthor({ params: { id }, body: { human } }));
  return done(view, `${given.argument(1)} may edit candidate ${id} and can no longer approve it`);
}
