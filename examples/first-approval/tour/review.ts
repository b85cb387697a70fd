import { readFileSync } from 'node:fs';
import { must, refused } from './person.ts';
import { submit } from './propose.ts';
import { chapter, check, same, tell } from './report.ts';
import { CONFIRMED, file, type World, write } from './world.ts';

/** Who cannot approve. */
export async function refuseChapter(world: World, id: string): Promise<void> {
  chapter('5. Who cannot approve');
  const { ana, ben, sam } = world.people;
  const approve = (key: string) => ['review', 'approve', id, '--key', key];
  refused('the author cannot approve', await ana.run(approve(ana.key), CONFIRMED), 'SELF_APPROVAL', 'DISQUALIFIED');
  refused('an owner of the identity cannot approve', await ben.run(approve(ben.key), CONFIRMED), 'DISQUALIFIED', 'NOT_ELIGIBLE');
  refused('nobody signs with another human’s key', await sam.run(approve(ana.key), CONFIRMED), 'NOT_YOUR_KEY');
  const answers = ['intent', 'risk', 'yes'];
  refused('a confirmation is its own word, nothing else', await sam.run(approve(sam.key), answers), 'NOT_CONFIRMED');
  refused('silence confirms nothing', await sam.run(approve(sam.key), []), 'NO_ANSWER');
  const skip = await sam.run([...approve(sam.key), '--yes'], CONFIRMED);
  same('there is no option to skip them', skip.exit, 3);
  for (const kind of ['pipeline', 'agent']) await tokenCannot(world, id, kind);
}

async function tokenCannot(world: World, id: string, kind: string): Promise<void> {
  const { rita } = world.people;
  const token = await must(`rita makes a token for a ${kind}`, rita, [
    'token', 'create', '--kind', kind, '--name', `${kind} of rita`, '--ttl', '1h',
  ]);
  const env = { COUNTERSIGN_TOKEN: token.secret };
  const read = await rita.run(['candidate', 'show', id], [], env);
  same(`the ${kind} reads`, read.exit, 0);
  const tried = await rita.run(['review', 'approve', id, '--key', rita.key], CONFIRMED, env);
  refused(`the ${kind} cannot approve`, tried, 'NOT_A_HUMAN');
  const raw = await fetch(`${world.server.url}/v1/candidates/${id}/approvals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ envelope: { payloadType: 'x', payload: '', signatures: [{ keyid: 'x', sig: '' }] } }),
  });
  check(`nor by raw HTTP: ${raw.status}`, raw.status === 403, await raw.text());
}

/** What an edit does to an approval. */
export async function editChapter(world: World, id: string): Promise<void> {
  chapter('6. One approval, and what edits do to it');
  const { ana, rita, sam } = world.people;
  const before = await must('what if rita and sam approved: `rule simulate`', ana, [
    'rule', 'simulate', id, '--approve', 'rita', '--approve', 'sam',
  ]);
  same('it would be satisfied', before.ruleTree.status, 'satisfied');
  const first = await must('the resource owner recomputes, reads, confirms and signs', rita, ['review', 'approve', id, '--key', rita.key], CONFIRMED);
  same('one of two is not enough', [first.state, first.ruleTree.status], ['in-review', 'unsatisfied']);
  refused('nothing is released on it', await ana.run(['release', 'create', id]), 'WRONG_STATE', 'NOT_APPROVED');
  refused('rita counts once', await rita.run(['review', 'approve', id, '--key', rita.key], CONFIRMED), 'ALREADY_DECIDED', 'APPROVAL_REUSED');

  const cosmetic = await ana.run(['candidate', 'revise', id, write(world, 'cosmetic.json', reordered())]);
  check('a cosmetic edit has the same digest and changes nothing', cosmetic.exit === 0 || cosmetic.codes.includes('NOTHING_CHANGED'), cosmetic.stderr);
  same('the approval still counts', await standing(world, id), { state: 'in-review', approvals: 1 });

  refused('only an author can revise', await sam.run(['candidate', 'revise', id, write(world, 'wider.json', widened())]), 'NOT_AN_AUTHOR');
  const stale = await ana.run(['candidate', 'revise', id, write(world, 'wider.json', widened()), '--if-match', `sha256:${'0'.repeat(64)}`]);
  refused('an edit of an older content is told the current digest', stale, 'CURRENT_DIGEST');
  await must('ana edits in earnest', ana, ['candidate', 'revise', id, write(world, 'wider.json', widened())]);
  const after = await standing(world, id);
  check('the approval is void', after.approvals === 0 && after.state !== 'in-review' && after.state !== 'approved', after);
  const back = await must('she goes back to what was asked for', ana, ['candidate', 'revise', id, file('autoscaling-v2.json')]);
  tell(`state ${back.state}`);
  await submit(world, id, '90d');
}

async function standing(world: World, id: string): Promise<{ state: string; approvals: number }> {
  const view = (await world.people.ana.run(['candidate', 'show', id])).json;
  const valid = view.reviews.filter((one: { kind: string; void: unknown }) => one.kind === 'approve' && one.void === null);
  return { state: view.state, approvals: valid.length };
}

/** Both approve, and the author triggers the release. */
export async function approveChapter(world: World, id: string): Promise<string> {
  chapter('8. Two humans approve; the author releases');
  const { ana, rita, sam } = world.people;
  const first = await must('rita signs again: her first approval bound what moved', rita, ['review', 'approve', id, '--key', rita.key], CONFIRMED);
  same('still one missing', first.state, 'in-review');
  const second = await must('the security reviewer signs', sam, ['review', 'approve', id, '--key', sam.key], CONFIRMED);
  same('the rule is satisfied by two different humans', [second.state, second.ruleTree.status], ['approved', 'satisfied']);
  const release = await must('the author triggers the release', ana, ['release', 'create', id]);
  same('it is number 1, by approvals', [release.number, release.basis, release.approvals.length], [1, 'approvals', 2]);
  check('a signed checkpoint covers it', release.checkpoint.size > 0, release.checkpoint);
  return release.id;
}

type Document = { Version: string; Statement: { Sid: string; Action: string[] }[] };

function version2(): Document {
  return JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8')) as Document;
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
