import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, output, type Ran, refused } from './person.ts';
import { type Things, submit } from './propose.ts';
import { chapter, check, same, tell } from './report.ts';
import { CONFIRMED, file, PRODUCTION, STAGING, type World, write } from './world.ts';

const SHORT_SECONDS = 20;
const PATIENCE_MS = 60_000;

/** What a gate lets through, and what not. */
export async function gateChapter(world: World, things: Things, release: string): Promise<void> {
  chapter('9. The gate, offline');
  const { sam } = world.people;
  const state = join(world.folder, 'gate');
  const bundle = await fetchBundle(world, release, 'bundle-1');
  const fresh = ['gate', 'verify', bundle, '--environment', STAGING, '--trust', world.trust, '--state', state];
  refused('a gate without state refuses', await sam.run(fresh), 'GATE_STATE_MISSING');
  await must('`gate init` makes its state', sam, ['gate', 'init', '--state', state]);
  const gate = (path: string, environment = STAGING): Promise<Ran> =>
    sam.run(['gate', 'verify', path, '--environment', environment, '--trust', world.trust, '--state', state]);
  const passed = await gate(bundle);
  same('the release passes', passed.exit, 0);
  if (passed.exit !== 0) tell(passed.stderr);
  const tar = await fetchTar(world, release, 'bundle-1.tar');
  same('as a tar too', (await gate(tar)).exit, 0);
  await tampered(world, bundle, gate);
  await aged(world, things, bundle, gate);
}

type Gate = (path: string, environment?: string) => Promise<Ran>;

async function tampered(world: World, bundle: string, gate: Gate): Promise<void> {
  refused('another environment does not pass', await gate(bundle, PRODUCTION), 'ENVIRONMENT_MISMATCH');
  const widened = copy(world, bundle, 'changed');
  edit(join(widened, 'policy.json'), (text) => text.replace('DescribeCacheClusters', 'DeleteCacheClusterss'));
  refused('a changed byte of the policy does not pass', await gate(widened), 'MANIFEST_MISMATCH', 'POLICY_DIGEST');
  const hidden = copy(world, bundle, 'hidden');
  edit(join(hidden, 'policy.json'), (text) => text.replace('DescribeCacheClusters', 'DeleteCacheClusterss'));
  await mend(hidden, 'policy.json');
  refused('nor with a manifest that agrees', await gate(hidden), 'POLICY_DIGEST', 'BINDING_MISMATCH');
  await foreignApproval(world, bundle, gate);
}

/** An approval signed by a key outside the Roster: same words, a stranger's signature. */
async function foreignApproval(world: World, bundle: string, gate: Gate): Promise<void> {
  const forged = copy(world, bundle, 'forged');
  const name = `approvals/${readdirSync(join(forged, 'approvals'))[0]}`;
  const envelope = JSON.parse(readFileSync(join(forged, name), 'utf8'));
  const payload = Buffer.from(envelope.payload, 'base64');
  const head = `DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `;
  const message = write(world, 'forged.pae', `${head}${payload.toString('utf8')}`);
  await output('ssh-keygen', ['-Y', 'sign', '-q', '-n', 'countersign-approval', '-f', world.people.mallory.key, message]);
  envelope.signatures[0].sig = readFileSync(`${message}.sig`).toString('base64');
  writeFileSync(join(forged, name), JSON.stringify(envelope));
  await mend(forged, name);
  refused('an approval by a key outside the Roster does not pass', await gate(forged), 'APPROVAL_SIGNER', 'APPROVAL_SIGNATURE');
}

/** Time: stale freshness, an older release, a lapsed one. */
async function aged(world: World, things: Things, first: string, gate: Gate): Promise<void> {
  const { ana, rita } = world.people;
  const releases = await must('the releases', ana, ['release', 'list', '--policy', things.policy]);
  const stale = copy(world, first, 'stale');
  await must('a freshness statement for one second', ana, [
    'release', 'freshness', releases.items[0].id, '--ttl', '1s', '--out', join(stale, 'freshness.dsse'),
  ]);
  refused('stale after a second', await untilRefused(() => gate(stale), 'FRESHNESS_EXPIRED'), 'FRESHNESS_EXPIRED');
  same('while the release with its own freshness still passes', (await gate(first)).exit, 0);

  const narrower = JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
  narrower.Statement[0].Action = narrower.Statement[0].Action.filter((one: string) => one !== 'elasticache:DescribeCacheParameters');
  const draft = await must('a narrower next version is drafted', ana, [
    'candidate', 'draft', write(world, 'narrower.json', JSON.stringify(narrower)),
    '--policy', things.policy, '--requirement', things.requirement,
  ]);
  same('it is proved narrower', [draft.verdict, draft.tier], ['narrower', 'T0']);
  await submit(world, draft.id, `${SHORT_SECONDS}s`);
  const approved = await must('a restriction needs one eligible person', rita, ['review', 'approve', draft.id, '--key', rita.key], CONFIRMED);
  same('it is approved', approved.state, 'approved');
  const second = await must('it is released as number 2', ana, ['release', 'create', draft.id]);
  same('number 2', second.number, 2);
  const bundle = await fetchBundle(world, second.id, 'bundle-2');
  const now = await gate(bundle);
  check('the gate passes it', now.exit === 0, now.stderr);
  refused('the older release does not pass any more', await gate(first), 'RELEASE_SUPERSEDED');
  refused(`after ${SHORT_SECONDS} s it has lapsed, as its approvers signed`, await untilRefused(() => gate(bundle), 'RELEASE_LAPSED'), 'RELEASE_LAPSED');
}

/** Looks again until the code appears: time passes by itself. */
async function untilRefused(look: () => Promise<Ran>, code: string): Promise<Ran> {
  const begun = performance.now();
  let ran = await look();
  while (!ran.codes.includes(code) && performance.now() - begun < PATIENCE_MS) ran = await look();
  return ran;
}

async function fetchTar(world: World, release: string, name: string): Promise<string> {
  const tar = join(world.folder, name);
  await must('the bundle is fetched', world.people.ana, ['release', 'bundle', release, '--out', tar]);
  return tar;
}

async function fetchBundle(world: World, release: string, name: string): Promise<string> {
  const tar = await fetchTar(world, release, `${name}.fetched.tar`);
  const folder = join(world.folder, name);
  mkdirSync(folder);
  await output('tar', ['-xf', tar, '-C', folder]);
  return folder;
}

function copy(world: World, folder: string, name: string): string {
  const path = join(world.folder, name);
  cpSync(folder, path, { recursive: true });
  return path;
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Makes the manifest agree with a changed file, as a forger would. */
async function mend(folder: string, name: string): Promise<void> {
  const { createHash } = await import('node:crypto');
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = readFileSync(join(folder, name));
  for (const entry of manifest.files) {
    if (entry.path !== name) continue;
    const hex = createHash('sha256').update(bytes).digest('hex');
    entry.sha256 = entry.sha256.startsWith('sha256:') ? `sha256:${hex}` : hex;
    entry.size = bytes.length;
  }
  writeFileSync(path, JSON.stringify(manifest));
}
