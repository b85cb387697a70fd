import type { RosterView } from '@countersign/api';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, type SignedIn, signedIn } from '../client/server.ts';
import type { GovernanceView } from '../client/views.ts';
import { readDocument } from '../files/read-document.ts';
import type { Kind } from '../founding/folder.ts';
import { badInput, refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { publicKeyOf } from '../ssh/ssh-keygen.ts';
import { createAsker } from '../terminal/ask.ts';
import { lawChanges } from '../terminal/law-changes.ts';
import { fields, heading, inert, table } from '../terminal/layout.ts';
import { peopleTable } from '../terminal/people-table.ts';
import { proposalText } from '../terminal/proposal-text.ts';
import type { Style } from '../terminal/style.ts';

/** The Roster in force. */
export async function rosterShow(_given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const roster = answered(await api.getRoster());
  return done(roster, rosterText(roster, io));
}

function rosterText(roster: RosterView, io: Io): string {
  const { quorum } = roster.document;
  const founders = quorum.humans.map((id) => named(id, roster.people)).join(', ');
  return [
    heading(`Roster ${roster.number}`, io.style),
    fields(
      [
        ['digest', roster.digest],
        ['quorum', `${quorum.threshold} of ${founders}`],
      ],
      io.style,
    ),
    '',
    peopleTable(roster, io),
  ].join('\n');
}

/** Proposes the next Roster; `--persons` gives names and salts of the humans it adds. */
export async function rosterPropose(given: Given, io: Io): Promise<Outcome> {
  const persons = given.maybe('persons');
  const read = persons === undefined ? { persons: [] } : await readDocument(persons);
  return propose(given, io, 'roster', read['persons'] as Person[]);
}

/** Takes an own proposal back. */
export async function proposalWithdraw(given: Given, io: Io): Promise<Outcome> {
  const id = proposalId(given);
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const after = answered(await api.withdrawGovernance({ params: { id }, body }));
  return done(after, proposalText(after, io));
}

/** The proposals for the next Roster or RuleSet, newest first. */
export async function proposalList(kind: Kind, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const all = await everyPage((query) => api.listGovernance({ query }));
  const items = all.filter((one) => one.kind === kind);
  const rows = items.map((one) => [
    one.id,
    String(one.number),
    one.state,
    `${one.signatures.length} of ${one.threshold}`,
    named(one.proposedBy, one.people),
  ]);
  const head = ['id', 'number', 'state', 'signed', 'proposed by'];
  return done({ items }, rows.length === 0 ? 'no proposals' : table(head, rows, io.style));
}

function proposalId(given: Given): string {
  const text = given.argument(0);
  return idArgument(text, 'proposal', '`roster proposals` and `rule proposals` print the ids');
}

interface Person {
  human: string;
  name: string;
  salt: string;
}

/** Proposes the next RuleSet. */
export function rulePropose(given: Given, io: Io): Promise<Outcome> {
  return propose(given, io, 'ruleset', []);
}

async function propose(given: Given, io: Io, kind: Kind, persons: Person[]): Promise<Outcome> {
  const document = await readDocument(given.argument(0));
  const { api } = await signedIn(io);
  const proposal = answered(await api.proposeGovernance({ body: { kind, document, persons } }));
  return done(proposal, proposalText(proposal, io));
}

/** Signs a proposed Roster. */
export function rosterSign(given: Given, io: Io): Promise<Outcome> {
  return sign(given, io, 'roster');
}

/** Signs a proposed RuleSet. */
export function ruleSign(given: Given, io: Io): Promise<Outcome> {
  return sign(given, io, 'ruleset');
}

async function sign(given: Given, io: Io, kind: Kind): Promise<Outcome> {
  const id = proposalId(given);
  const keyPath = given.text('key');
  const server = await signedIn(io);
  const proposal = answered(await server.api.getGovernance({ params: { id } }));
  if (proposal.kind !== kind) {
    throw badInput('WRONG_KIND', `proposal \`${id}\` is a ${proposal.kind}, not a ${kind}`);
  }
  if (proposal.state !== 'open') {
    throw refusal('WRONG_STATE', `proposal \`${id}\` is ${proposal.state}, not open`);
  }
  await refuseOtherDocument(proposal);
  await confirmedChanges(server, proposal, io);
  const envelope = await ownEnvelope(server, proposal, kind, keyPath);
  const after = answered(await server.api.signGovernance({ params: { id }, body: { envelope } }));
  return done(after, proposalText(after, io));
}

// What is shown and signed is the document that was fetched, canonical again here; its digest must be the one proposed.
async function refuseOtherDocument({ document, digest }: GovernanceView): Promise<void> {
  const { digestOf } = await import('@countersign/evidence');
  if (digestOf(document) === digest) return;
  throw badInput(
    'DIGEST_MISMATCH',
    `the document is not the proposed \`${digest}\``,
    'nothing was signed',
  );
}

/** Shows what the proposal changes in words and asks for the word `sign`; no option skips it. */
async function confirmedChanges(server: SignedIn, proposal: GovernanceView, io: Io): Promise<void> {
  const style = io.noteStyle;
  const lines = await changesOf(server, proposal, style);
  io.note(`${proposalText(proposal, { ...io, style })}\n\n`);
  io.note(
    `${[heading('What changes against the version in force', style), ...lines].join('\n')}\n`,
  );
  const asker = createAsker(io);
  try {
    const answer = await asker.ask(`\ntype ${style.bold('sign')} to sign it: `).catch(() => '');
    if (answer === 'sign') return;
    throw refusal(
      'NOT_CONFIRMED',
      `\`sign\` was not typed; the answer was \`${inert(answer)}\``,
      'nothing was signed',
    );
  } finally {
    asker.close();
  }
}

async function changesOf(
  { api }: SignedIn,
  { document, people }: GovernanceView,
  style: Style,
): Promise<string[]> {
  const { rosterFacts, ruleSetFacts } = await import('../terminal/law-facts.ts');
  if (document.kind === 'ruleset') {
    const before = answered(await api.getRuleSet());
    refuseOtherBase(document.previous, before.digest);
    const named = { ...before.people, ...people };
    return lawChanges(ruleSetFacts(before.document, named), ruleSetFacts(document, named), style);
  }
  const before = answered(await api.getRoster());
  refuseOtherBase(document.previous, before.digest);
  const all = { ...before.people, ...people };
  return lawChanges(rosterFacts(before.document, all), rosterFacts(document, all), style);
}

function refuseOtherBase(previous: string | null, inForce: string): void {
  if (previous === inForce) return;
  throw refusal(
    'BASE_MOVED',
    `the proposal follows \`${previous}\`, in force is \`${inForce}\``,
    'nothing was signed; propose it anew on the version in force',
  );
}

async function ownEnvelope(
  { api }: SignedIn,
  { document }: GovernanceView,
  kind: Kind,
  keyPath: string,
) {
  const { PAYLOAD_TYPE, toBase64 } = await import('@countersign/evidence');
  const { governingPayload, signGoverning } = await import('../founding/folder.ts');
  const { signerOf } = await import('../approval/credential.ts');
  const roster = answered(await api.getRoster());
  const { credential } = signerOf(roster.document, await publicKeyOf(keyPath));
  const payload = governingPayload(kind, document as Parameters<typeof governingPayload>[1]);
  return {
    payloadType: PAYLOAD_TYPE,
    payload: toBase64(payload),
    signatures: [await signGoverning(kind, payload, credential.id, keyPath)],
  };
}
