import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, output, type Ran, refused, words } from './person.ts';
import { draft, submit, type Things } from './propose.ts';
import { chapter, same } from './report.ts';
import { CONFIRMED, file, PRODUCTION, STAGING, type World, write } from './world.ts';

// How long number 2 lives: so long, or longer on a busy machine.
const SHORT_SECONDS = 10;
const SHORT_STEPS = 10;
const PATIENCE_MS = 120_000;

type Gate = (path: string, environment?: string) => Promise<Ran>;

/** What a gate lets through, and what not. */
export async function gateChapter(world: World, things: Things, release: string): Promise<void> {
  chapter('9. The gate, offline');
  const { sam } = world.people;
  const state = join(world.folder, 'gate');
  const gate: Gate = (path, environment = STAGING) =>
    sam.run(
      words`gate verify ${path} --environment ${environment} --trust ${world.trust} --state ${state}`,
    );
  const tar = await fetchBundle(world, release, 'bundle-1.tar');
  refused('a gate without state refuses', await gate(tar), 'GATE_STATE_MISSING');
  await must('`gate init` makes its state', sam, words`gate init --state ${state}`);
  passes('the release passes', await gate(tar));
  const bundle = await unpacked(world, tar, 'bundle-1');
  passes('unpacked too', await gate(bundle));
  await changed(world, bundle, gate);
  await foreignApproval(world, bundle, gate);
  await stale(world, release, bundle, gate);
  await olderAndLapsed(world, things, bundle, gate);
}

/** Another place, other bytes. */
async function changed(world: World, bundle: string, gate: Gate): Promise<void> {
  refused(
    'another environment does not pass',
    await gate(bundle, PRODUCTION),
    'ENVIRONMENT_MISMATCH',
  );
  const bent = copy(world, bundle, 'changed');
  const policy = join(bent, 'policy.json');
  writeFileSync(
    policy,
    readFileSync(policy, 'utf8').replace('IncreaseReplicaCount', 'IncreaseReplicaCounT'),
  );
  refused(
    'a changed byte of the policy does not pass',
    await gate(bent),
    'MANIFEST_MISMATCH',
    'POLICY_DIGEST',
  );
  mendManifest(bent, 'policy.json');
  refused('nor with a manifest that agrees', await gate(bent), 'POLICY_DIGEST', 'BINDING_MISMATCH');
}

/** An approval signed by a key outside the Roster: the same words under a stranger's signature. */
async function foreignApproval(world: World, bundle: string, gate: Gate): Promise<void> {
  const forged = copy(world, bundle, 'forged');
  const name = `approvals/${readdirSync(join(forged, 'approvals')).sort()[0]}`;
  const envelope = JSON.parse(readFileSync(join(forged, name), 'utf8'));
  const payload = Buffer.from(envelope.payload, 'base64');
  const head = `DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `;
  const message = write(world, 'forged.pae', `${head}${payload.toString('utf8')}`);
  const { key } = world.people.mallory;
  await output('ssh-keygen', words`-Y sign -q -n countersign-approval -f ${key} ${message}`);
  envelope.signatures[0].sig = readFileSync(`${message}.sig`).toString('base64');
  writeFileSync(join(forged, name), JSON.stringify(envelope));
  mendManifest(forged, name);
  const ran = await gate(forged);
  refused(
    'an approval by a key outside the Roster does not pass',
    ran,
    'APPROVAL_SIGNER',
    'APPROVAL_SIGNATURE',
  );
}

/** A freshness statement for one second. */
async function stale(world: World, release: string, bundle: string, gate: Gate): Promise<void> {
  const old = copy(world, bundle, 'stale');
  await must(
    'a freshness statement for one second',
    world.people.ana,
    words`release freshness ${release} --ttl 1s --out ${join(old, 'freshness.dsse')}`,
  );
  const ran = await untilRefused(() => gate(old), 'FRESHNESS_EXPIRED');
  refused('a second later it is stale', ran, 'FRESHNESS_EXPIRED');
  passes('with its own freshness the release still passes', await gate(bundle));
}

/** The next release, for a few seconds: the one before does not pass any more, and then neither does it. */
async function olderAndLapsed(
  world: World,
  things: Things,
  first: string,
  gate: Gate,
): Promise<void> {
  const { ana, rita } = world.people;
  const begun = performance.now();
  const id = await draft(world, things, write(world, 'narrower.json', narrower()));
  const stepSeconds = (performance.now() - begun) / 1000;
  const seconds = Math.ceil(SHORT_SECONDS + SHORT_STEPS * stepSeconds);
  const { verdict, tier } = await must('it is looked at', ana, words`candidate show ${id}`);
  same('taking one action away is proved narrower', [verdict, tier], ['narrower', 'T0']);
  await submit(world, id, `${seconds}s`, '1s');
  const approve = words`review approve ${id} --key ${rita.key}`;
  const approved = await must('a restriction needs one eligible person', rita, approve, CONFIRMED);
  same('and is approved by one', approved.state, 'approved');
  const second = await must('it is released', ana, words`release create ${id}`);
  same('as number 2', second.number, 2);
  const tar = await fetchBundle(world, second.id, 'bundle-2.tar');
  passes('the gate passes number 2', await gate(tar));
  refused('and number 1 no longer', await gate(first), 'RELEASE_SUPERSEDED');
  const ran = await untilRefused(() => gate(tar), 'RELEASE_LAPSED');
  refused(`after ${seconds} s number 2 has lapsed, as its approver signed`, ran, 'RELEASE_LAPSED');
}

function narrower(): string {
  const document = JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
  const [first] = document.Statement;
  first.Action = first.Action.filter(
    (one: string) => one !== 'elasticache:DescribeCacheParameters',
  );
  return JSON.stringify(document);
}

function passes(guarantee: string, ran: Ran): void {
  same(guarantee, { exit: ran.exit, codes: ran.codes }, { exit: 0, codes: [] });
}

/** Looks again until the code appears: time passes by itself. */
async function untilRefused(look: () => Promise<Ran>, code: string): Promise<Ran> {
  const begun = performance.now();
  let ran = await look();
  while (!ran.codes.includes(code) && performance.now() - begun < PATIENCE_MS) ran = await look();
  return ran;
}

async function fetchBundle(world: World, release: string, name: string): Promise<string> {
  const tar = join(world.folder, name);
  await must(
    'the bundle is fetched',
    world.people.ana,
    words`release bundle ${release} --out ${tar}`,
  );
  return tar;
}

async function unpacked(world: World, tar: string, name: string): Promise<string> {
  const folder = join(world.folder, name);
  mkdirSync(folder);
  await output('tar', words`-xf ${tar} -C ${folder}`);
  return folder;
}

function copy(world: World, folder: string, name: string): string {
  const path = join(world.folder, name);
  cpSync(folder, path, { recursive: true });
  return path;
}

/** Makes the manifest agree with a changed file, as a forger would. */
function mendManifest(folder: string, name: string): void {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = readFileSync(join(folder, name));
  const entry = manifest.files.find((one: { path: string }) => one.path === name);
  entry.sha256 = createHash('sha256').update(bytes).digest('hex');
  entry.size = bytes.length;
  writeFileSync(path, JSON.stringify(manifest));
}
