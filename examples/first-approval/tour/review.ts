import { readFileSync } from 'node:fs';
import { must, type Person, refused, words } from './person.ts';
import { submit } from './propose.ts';
import { chapter, check, same } from './report.ts';
import { CONFIRMED, file, type World, write } from './world.ts';

const approve = (id: string, { key }: Person) => words`review approve ${id} --key ${key}`;

/** Who cannot approve. */
export async function refuseChapter(world: World, id: string): Promise<void> {
  chapter('5. Who cannot approve');
  const { ana, ben, sam } = world.people;
  const author = await ana.run(approve(id, ana), CONFIRMED);
  refused('the author cannot approve', author, 'SELF_APPROVAL', 'DISQUALIFIED');
  const owner = await ben.run(approve(id, ben), CONFIRMED);
  refused('an owner of the identity cannot approve', owner, 'DISQUALIFIED');
  refused(
    'nobody signs with another human’s key',
    await sam.run(approve(id, ana), CONFIRMED),
    'NOT_YOUR_KEY',
  );
  const yes = await sam.run(approve(id, sam), ['intent', 'risk', 'yes']);
  refused('a confirmation is its own word, nothing else', yes, 'NOT_CONFIRMED');
  refused('silence confirms nothing', await sam.run(approve(id, sam), []), 'NO_ANSWER');
  const skip = await sam.run([...approve(id, sam), '--yes'], CONFIRMED);
  same('there is no option to skip them', skip.exit, 3);
  await tokenCannot(world, id, 'pipeline');
  await tokenCannot(world, id, 'agent');
}

async function tokenCannot(world: World, id: string, kind: string): Promise<void> {
  const { rita } = world.people;
  const create = words`token create --kind ${kind} --name ${`${kind} of rita`} --ttl 1h`;
  const token = await must(`rita makes an API token (${kind})`, rita, create);
  const env = { COUNTERSIGN_TOKEN: token.secret };
  const read = await rita.run(words`candidate show ${id}`, [], env);
  same(`the ${kind} reads`, read.exit, 0);
  refused(
    `the ${kind} cannot approve`,
    await rita.run(approve(id, rita), CONFIRMED, env),
    'NOT_A_HUMAN',
  );
  const envelope = { payloadType: 'x', payload: '', signatures: [{ keyid: 'x', sig: '' }] };
  const raw = await fetch(`${world.server.url}/v1/candidates/${id}/approvals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ envelope }),
  });
  const problem = (await raw.json()) as { code?: string };
  same(
    'nor by raw HTTP',
    [raw.status, raw.headers.get('content-type')?.split(';')[0]],
    [403, 'application/problem+json'],
  );
  check(`it says ${problem.code}`, typeof problem.code === 'string', problem);
}

/** One approval, and what edits do to it. */
export async function editChapter(world: World, id: string): Promise<void> {
  chapter('6. One approval, and what edits do to it');
  const { ana, rita } = world.people;
  const simulate = words`rule simulate ${id} --approve rita --approve sam`;
  const simulated = await must('what if rita and sam approved', ana, simulate);
  same('the rule would be satisfied', simulated.ruleTree.status, 'satisfied');
  const first = await must(
    'the resource owner recomputes, reads, confirms, signs',
    rita,
    approve(id, rita),
    CONFIRMED,
  );
  same(
    'one of two is not enough',
    [first.state, first.ruleTree.status],
    ['in-review', 'unsatisfied'],
  );
  refused(
    'nothing is released on it',
    await ana.run(words`release create ${id}`),
    'WRONG_STATE',
    'NOT_APPROVED',
  );
  refused('rita counts once', await rita.run(approve(id, rita), CONFIRMED), 'ALREADY_DECIDED');
  await cosmeticEdit(world, id);
  await realEdit(world, id);
}

async function cosmeticEdit(world: World, id: string): Promise<void> {
  const edit = await world.people.ana.run(
    words`candidate revise ${id} ${write(world, 'cosmetic.json', reordered())}`,
  );
  check(
    'a cosmetic edit has the same digest',
    edit.exit === 0 || edit.codes.includes('NOTHING_CHANGED'),
    edit.stderr,
  );
  same('the approval still counts', await standing(world, id), {
    state: 'in-review',
    approvals: 1,
  });
}

async function realEdit(world: World, id: string): Promise<void> {
  const { ana, sam } = world.people;
  const revise = words`candidate revise ${id} ${write(world, 'wider.json', widened())}`;
  refused('only an author can revise', await sam.run(revise), 'NOT_AN_AUTHOR');
  const stale = await ana.run([...revise, '--if-match', `sha256:${'0'.repeat(64)}`]);
  refused('an edit of an older content is told the current digest', stale, 'CURRENT_DIGEST');
  await must('ana edits in earnest', ana, revise);
  same('the approval is void', await standing(world, id), { state: 'verified', approvals: 0 });
  await must(
    'she goes back to what was asked for',
    ana,
    words`candidate revise ${id} ${file('autoscaling-v2.json')}`,
  );
  await submit(world, id, '90d', '60d');
  same('the old approval stays void', await standing(world, id), {
    state: 'in-review',
    approvals: 0,
  });
}

async function standing(world: World, id: string): Promise<{ state: string; approvals: number }> {
  const view = (await world.people.ana.run(words`candidate show ${id}`)).json;
  const reviews: { kind: string; void: unknown }[] = view.reviews;
  const valid = reviews.filter((one) => one.kind === 'approve' && one.void === null);
  return { state: view.state, approvals: valid.length };
}

/** Both approve, and the author triggers the release. */
export async function approveChapter(world: World, id: string): Promise<string> {
  chapter('8. Two humans approve; the author releases');
  const { ana, rita, sam } = world.people;
  // The content is the one she approved before: proved equivalent, one word is enough.
  const first = await must('rita affirms what she approved before', rita, approve(id, rita), [
    're-affirm',
  ]);
  same('still one missing', first.state, 'in-review');
  const second = await must('the security reviewer signs', sam, approve(id, sam), CONFIRMED);
  same(
    'two different humans satisfy the rule',
    [second.state, second.ruleTree.status],
    ['approved', 'satisfied'],
  );
  const release = await must('the author triggers the release', ana, words`release create ${id}`);
  same(
    'it is number 1, by two approvals',
    [release.number, release.basis, release.approvals.length],
    [1, 'approvals', 2],
  );
  check('a signed checkpoint covers it', release.checkpoint.size > 0, release.checkpoint);
  return release.id;
}

interface Document {
  Version: string;
  Statement: { Sid: string; Action: string[] }[];
}

function version2(): Document {
  return JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
}

function reordered(): string {
  const { Version, Statement } = version2();
  const turned = Statement.map((one) => ({ ...one, Action: [...one.Action].reverse() })).reverse();
  return JSON.stringify({ Version, Statement: turned });
}

function widened(): string {
  const document = version2();
  document.Statement[0]?.Action.push('elasticache:CreateSnapshot');
  return JSON.stringify(document, null, 2);
}
