import { join } from 'node:path';
import { must, refused } from './person.ts';
import { chapter, check, same, tell } from './report.ts';
import { file, STAGING, type World, write } from './world.ts';

/** A workspace is founded: two founders sign who may decide, and by which rules. */
export async function foundChapter(world: World): Promise<void> {
  chapter('1. Found a workspace');
  const { sam, ben, mallory } = world.people;
  const out = join(world.folder, 'founding');
  const setup = ['--setup-token', world.server.setupToken];
  const made = await must('`init` reserves a workspace and writes unsigned documents', sam, [
    'init', '--server', world.server.url, ...setup, '--people', peopleFile(world),
    '--environments', file('environments.yaml'), '--out', out,
  ]);
  world.workspace = made.workspace;
  await must('a founder signs with an own key', sam, ['init', 'sign', '--dir', out, '--key', sam.key]);
  const early = await sam.run(['init', 'finish', '--dir', out, ...setup]);
  refused('one signature of two founds nothing', early, 'QUORUM_NOT_MET');
  const foreign = await mallory.run(['init', 'sign', '--dir', out, '--key', mallory.key]);
  refused('a key outside the Roster cannot sign', foreign, 'KEY_NOT_IN_ROSTER');
  await must('the second founder signs', ben, ['init', 'sign', '--dir', out, '--key', ben.key]);
  const founded = await must('at quorum the workspace is founded', ben, ['init', 'finish', '--dir', out, ...setup]);
  check('genesis is covered by a signed checkpoint', founded.checkpoint.size >= 1, founded);
  world.trust = founded.trustPolicy;
}

/** Everyone signs in by a signature over a challenge that names the server. */
export async function signInChapter(world: World): Promise<void> {
  chapter('2. Sign in');
  const { url } = world.server;
  for (const who of [world.people.ana, world.people.ben, world.people.rita, world.people.sam]) {
    const login = ['login', '--server', url, '--workspace', world.workspace, '--key', who.key];
    await must(`${who.name} signs in with an own key`, who, login);
  }
  const me = await must('`whoami` knows who it is', world.people.ana, ['whoami']);
  same('and what she may accept', me.accepts.map((one: { upTo: string }) => one.upTo), ['T3']);
  const elsewhere = url.replace('localhost', '127.0.0.1');
  const login = ['login', '--server', elsewhere, '--workspace', world.workspace, '--key', world.people.ana.key];
  refused('a challenge for another address is not signed', await world.people.ana.run(login), 'CHALLENGE_ORIGIN', 'SERVER_UNREACHABLE');
  const { mallory } = world.people;
  const stranger = ['login', '--server', url, '--workspace', world.workspace, '--key', mallory.key];
  const out = await mallory.run(stranger);
  check('a key outside the Roster opens no session', out.exit === 1, out);
  tell(out.codes.join(', '));
}

function peopleFile(world: World): string {
  const { ana, ben, rita, sam } = world.people;
  const accepts = [
    { environment: STAGING, upTo: 'T3' },
    { environment: 'prod/*', upTo: 'T3' },
  ];
  const people = [
    { name: ana.name, key: `${ana.key}.pub`, roles: ['developer'], accepts: accepts.slice(0, 1) },
    { name: ben.name, key: `${ben.key}.pub`, founder: true, roles: ['developer'], accepts },
    { name: rita.name, key: `${rita.key}.pub`, roles: ['resource-owner'], accepts },
    { name: sam.name, key: `${sam.key}.pub`, founder: true, roles: ['security'], accepts },
  ];
  return write(world, 'people.json', JSON.stringify({ people }, null, 2));
}
