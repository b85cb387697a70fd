import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { DecisionView } from '../client/views.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert, table } from '../terminal/layout.ts';

/** The automatic decisions, newest first: of a template, made in my name, or those a human has yet to look at. */
export async function templateDecisions(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const template = given.maybe('template');
  const mine = given.flag('mine') ? { inNameOf: answered(await api.whoami()).actor.id } : {};
  const filter = {
    ...(template === undefined ? {} : { template: idArgument(template, 'template') }),
    ...(given.flag('toReview') ? { toReview: 'true' as const } : {}),
    ...mine,
  };
  const items = await everyPage((query) => api.listDecisions({ query: { ...query, ...filter } }));
  const rows = items.map((one) => [
    one.id,
    inert(one.template.name),
    one.candidate,
    inert(valuesText(one)),
    one.ended === null ? `live until ${one.validUntil}` : `ended: ${one.ended.why}`,
    lookedAt(one),
    one.inNameOf.map((human) => named(human, one.people)).join(', '),
  ]);
  const head = ['id', 'template', 'candidate', 'values', 'state', 'looked at', 'in the name of'];
  return done({ items }, rows.length === 0 ? 'no decisions' : table(head, rows, io.style));
}

function valuesText({ values }: DecisionView): string {
  return Object.entries(values)
    .map(([name, given]) => `${name}=${given.join('|')}`)
    .join(' ');
}

function lookedAt({ reviewed, reviewBy, people }: DecisionView): string {
  if (reviewed !== null) return `${reviewed.verdict} by ${named(reviewed.human, people)}`;
  return reviewBy === null ? 'not in the sample' : `due ${reviewBy}`;
}

/** A look at an automatic decision afterwards. */
export async function templateReview(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(
    given.argument(0),
    'decision',
    '`countersign template decisions` lists them',
  );
  const { api } = await signedIn(io);
  const verdict = given.text('verdict') as 'ok' | 'concern';
  const body = { verdict, note: given.text('reason') };
  const view = answered(await api.reviewDecision({ params: { id }, body }));
  const text =
    verdict === 'ok'
      ? `looked at; decision ${id} is fine`
      : `concern recorded; template ${view.template.id} is suspended`;
  return done(view, text);
}
