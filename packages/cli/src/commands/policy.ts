import type { PolicyView } from '@countersign/api';
import { humanId, idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { policyText } from '../files/policy-text.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert, table } from '../terminal/layout.ts';

/** Takes a policy up as it is found: a base for diffs, nothing a gate passes (INV-1). */
export async function policyAdopt(given: Given, io: Io): Promise<Outcome> {
  const [details, objects] = [given.maybe('fromAuthorizationDetails'), given.maybe('fromKubectl')];
  if (details !== undefined || objects !== undefined) {
    const { policyAdoptFound } = await import('./policy-adopt-found.ts');
    const source = details === undefined ? 'kubernetes' : 'aws';
    return policyAdoptFound(details ?? objects ?? '', source, given, io);
  }
  const file = given.maybeArgument(0);
  const language = given.text('language') as PolicyView['language'];
  const text = file === undefined ? null : await policyText(file, language);
  const server = await signedIn(io);
  const body = {
    name: given.text('name'),
    environment: given.text('environment'),
    language,
    text,
    owner: await humanId(server, given.text('owner')),
  };
  const policy = answered(await server.api.adoptPolicy({ body }));
  return done(policy, view(policy, io));
}

/** One policy with its canonical text. */
export async function policyShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'policy');
  const { api } = await signedIn(io);
  const policy = answered(await api.getPolicy({ params: { id } }));
  const text =
    policy.text === null ? 'nothing yet' : JSON.stringify(JSON.parse(policy.text), null, 2);
  return done(policy, `${view(policy, io)}\n\n${inert(text).replaceAll('\\u{a}', '\n')}`);
}

/** The policies. */
export async function policyList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const environment = given.maybe('environment');
  const filter = environment === undefined ? {} : { environment };
  const items = await everyPage((query) => api.listPolicies({ query: { ...query, ...filter } }));
  const rows = items.map((policy) => [
    policy.id,
    inert(policy.name ?? ''),
    inert(policy.environment),
    policy.state,
    policy.number === null ? '' : `#${policy.number}`,
  ]);
  return done(
    { items },
    rows.length === 0
      ? 'no policies; `countersign policy adopt` takes one up'
      : table(['id', 'name', 'environment', 'state', 'release'], rows, io.style),
  );
}

/** What was in force, when, and by whom. */
export async function policyHistory(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'policy');
  const { api } = await signedIn(io);
  const history = answered(await api.getPolicyHistory({ params: { id } }));
  const rows = history.items.map((item) => [
    item.at,
    item.number === null ? 'adopted' : `release #${item.number}`,
    item.digest,
    named(item.by, history.people),
  ]);
  return done(history, table(['at', 'what', 'digest', 'by'], rows, io.style));
}

function view(policy: PolicyView, io: Io): string {
  return fields(
    [
      ['policy', policy.id],
      ['name', inert(policy.name ?? '(erased)')],
      [
        'environment',
        `${inert(policy.environment)} (${inert(policy.environmentClass ?? 'no class')})`,
      ],
      ['language', policy.language],
      ['state', policy.state],
      ['digest', policy.digest ?? 'none'],
      ['owner', named(policy.owner, policy.people)],
    ],
    io.style,
  );
}
