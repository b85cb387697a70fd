import { join } from 'node:path';
import { must, refused, words } from './person.ts';
import { chapter, check, same, tell } from './report.ts';
import { file, STAGING, type World, write } from './world.ts';

/** A workspace is founded: two founders sign who may decide, and by which rules. */
export async function foundChapter(world: World): Promise<void> {
  chapter('1. Found a workspace');
  const { sam, ben, mallory } = world.people;
  const out = join(world.folder, 'founding');
  const token = world.server.setupToken;
  const made = await must(
    '`init` reserves a workspace and writes unsigned documents',
    sam,
    words`init --server ${world.server.url} --setup-token ${token} --people ${peopleFile(world)}
          --environments ${file('environments.yaml')} --out ${out}`,
  );
  world.workspace = made.workspace;
  const sign = (key: string) => words`init sign --dir ${out} --key ${key}`;
  const finish = words`init finish --dir ${out} --setup-token ${token}`;
  await must('a founder signs with an own key', sam, sign(sam.key));
  refused('one signature of two founds nothing', await sam.run(finish), 'QUORUM_NOT_MET');
  const stranger = await mallory.run(sign(mallory.key));
  refused('a key outside the Roster cannot sign', stranger, 'KEY_NOT_IN_ROSTER');
  await must('the second founder signs', ben, sign(ben.key));
  const founded = await must('at quorum the workspace is founded', ben, finish);
  check('genesis is covered by a signed checkpoint', founded.checkpoint.size >= 1, founded);
  world.trust = founded.trustPolicy;
}

/** Everyone signs in by a signature over a challenge that names the server. */
export async function signInChapter(world: World): Promise<void> {
  chapter('2. Sign in');
  const { ana, ben, rita, sam, mallory } = world.people;
  const login = (key: string, url = world.server.url) =>
    words`login --server ${url} --workspace ${world.workspace} --key ${key}`;
  for (const who of [ana, ben, rita, sam]) {
    await must(`${who.name} signs in with an own key`, who, login(who.key));
  }
  const me = await must('`whoami` knows who it is', ana, ['whoami']);
  same(
    'and what she may accept',
    me.accepts.map((one: { upTo: string }) => one.upTo),
    ['T3'],
  );
  const elsewhere = world.server.url.replace('localhost', '127.0.0.1');
  const bent = await ana.run(login(ana.key, elsewhere));
  refused(
    'a challenge for another address is not signed',
    bent,
    'CHALLENGE_ORIGIN',
    'SERVER_UNREACHABLE',
  );
  const out = await mallory.run(login(mallory.key));
  refused(
    'a key outside the Roster opens no session',
    out,
    'CREDENTIAL_NOT_IN_FORCE',
    'NOT_IN_ROSTER',
  );
  tell(
    'ana drafts and owns the identity, ben is its backup owner, rita owns the resources, sam is security',
  );
}

function peopleFile(world: World): string {
  const { ana, ben, rita, sam } = world.people;
  const staging = { environment: STAGING, upTo: 'T3' };
  const accepts = [staging, { environment: 'prod/*', upTo: 'T3' }];
  const people = [
    { name: ana.name, key: `${ana.key}.pub`, roles: ['developer'], accepts: [staging] },
    { name: ben.name, key: `${ben.key}.pub`, founder: true, roles: ['developer'], accepts },
    { name: rita.name, key: `${rita.key}.pub`, roles: ['resource-owner'], accepts },
    { name: sam.name, key: `${sam.key}.pub`, founder: true, roles: ['security'], accepts },
  ];
  return write(world, 'people.json', JSON.stringify({ people }, null, 2));
}
