import { humanId, idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { TemplateView } from '../client/views.ts';
import { instantOf } from '../files/instant.ts';
import { readDocument } from '../files/read-document.ts';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert, table, wrap } from '../terminal/layout.ts';
import type { Described } from '../terminal/review-screen.ts';
import { templateScreen } from '../terminal/template-screen.ts';

/** The templates, newest first. */
export async function templateList(given: Given, io: Io): Promise<Outcome> {
  const state = given.maybe('state') as TemplateView['state'] | undefined;
  const filter = state === undefined ? {} : { state };
  const { api } = await signedIn(io);
  const items = await everyPage((query) => api.listTemplates({ query: { ...query, ...filter } }));
  const rows = items.map((one) => [
    one.id,
    inert(one.name),
    inert(one.environment),
    one.state,
    one.tier ?? '',
    one.validUntil ?? '',
    named(one.owner, one.people),
  ]);
  const head = ['id', 'name', 'environment', 'state', 'tier', 'valid until', 'owner'];
  return done({ items }, rows.length === 0 ? 'no templates' : table(head, rows, io.style));
}

/** One template with everything an approver sees. */
export async function templateShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const { api } = await signedIn(io);
  const view = answered(await api.getTemplate({ params: { id } }));
  return done(view, templateScreen(view, await described(view), io.style));
}

async function described({ summary }: TemplateView): Promise<Described | null> {
  if (summary === null) return null;
  const { ANALYSIS_VERSION, describeSummary } = await import('@countersign/analysis');
  if (summary.analysis !== ANALYSIS_VERSION) {
    const headline = `made by analysis ${summary.analysis}; this program has ${ANALYSIS_VERSION} and cannot read it`;
    return { headline, sections: [] };
  }
  return describeSummary(summary as unknown as Parameters<typeof describeSummary>[0]);
}

/** Freezes the terms and asks for a standing approval. */
export async function templateSubmit(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const seconds = given.seconds('validFor') ?? 0;
  const validUntil = new Date(io.now().getTime() + seconds * 1000).toISOString();
  const { api } = await signedIn(io);
  const view = answered(await api.submitTemplate({ params: { id }, body: { validUntil } }));
  const { name } = view.submission?.rule ?? { name: 'none' };
  return done(view, `template ${id} is ${view.state}, ${view.tier}, under rule ${inert(name)}`);
}

/** Refuses a submitted template. */
export async function templateReject(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const view = answered(await api.rejectTemplate({ params: { id }, body }));
  return done(view, `rejected; template ${id} is ${view.state}`);
}

/** Ends a standing approval. */
export async function templateRevoke(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason'), withReleases: given.flag('withReleases') };
  const view = answered(await api.revokeStandingApproval({ params: { id }, body }));
  return done(view, `revoked; template ${id} is ${view.state}`);
}

/** Drafts a candidate from values: 0 where the standing approval decided it, 1 where humans have to. */
export async function templateInstantiate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const { api } = await signedIn(io);
  const delegation = given.maybe('delegation');
  const body = {
    policy: idArgument(given.text('policy'), 'policy'),
    requirement: idArgument(given.text('requirement'), 'requirement'),
    values: await valuesOf(given),
    delegation: delegation === undefined ? null : idArgument(delegation, 'template'),
  };
  const made = answered(await api.instantiateTemplate({ params: { id }, body }));
  const { candidate, decision, release, reasons } = made;
  if (decision !== null) {
    const force = release === null ? 'not released yet' : `in force by release ${release}`;
    const why = reasons.map(({ message }) => wrap(inert(message), '  ', io.style.width));
    const text = `candidate ${candidate} was decided by the standing approval (decision ${decision}); ${force}`;
    return judged(EXIT.holds, made, [text, ...why].join('\n'));
  }
  const lines = reasons.map(({ code, message }) =>
    wrap(`${code}: ${inert(message)}`, '  ', io.style.width),
  );
  const text = `candidate ${candidate} needs a review by humans:`;
  const next = `\`countersign candidate submit ${candidate}\` asks for it`;
  return judged(EXIT.doesNotHold, made, [text, ...lines, next].join('\n'));
}

/** `--set name=value`, more than once for a list, or a file with the values. */
async function valuesOf(given: Given): Promise<Record<string, string | string[]>> {
  const file = given.maybe('values');
  const read = file === undefined ? {} : await readDocument(file);
  const values = new Map(Object.entries(read as Record<string, string | string[]>));
  for (const set of given.list('set')) {
    const at = set.indexOf('=');
    if (at < 1) throw badInput('BAD_VALUE', `\`${set}\` is not \`name=value\``);
    const [name, value] = [set.slice(0, at), set.slice(at + 1)];
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(values);
}

/** Lets another human instantiate within a narrower envelope. */
export async function templateDelegate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const server = await signedIn(io);
  const envelope = JSON.stringify(await readDocument(given.text('envelope')));
  const body = {
    delegate: await humanId(server, given.text('to')),
    envelope,
    cap: { perNhi: given.count('perNhi', 1) ?? 1, total: given.count('total', 1) ?? 1 },
    until: instantOf(given.text('until'), 'until'),
  };
  const view = answered(await server.api.grantDelegation({ params: { id }, body }));
  const granted = view.delegations.at(-1);
  return done(view, `delegation ${granted?.id} until ${granted?.until}`);
}

/** Takes a delegation back. */
export async function templateUndelegate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const delegation = idArgument(given.argument(1), 'template');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const view = answered(await api.revokeDelegation({ params: { id, delegation }, body }));
  return done(view, `delegation ${delegation} is revoked`);
}
