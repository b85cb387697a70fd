import { must } from './person.ts';
import { chapter, check, same, tell } from './report.ts';
import { file, inDays, STAGING, type World } from './world.ts';

/** What stands before anything is proposed. */
export interface Things {
  readonly nhi: string;
  readonly policy: string;
  readonly requirement: string;
}

/** The identity, its owners, the resource owner, the policy as found, and the need. */
export async function describeChapter(world: World): Promise<Things> {
  chapter('3. Describe what is there, and what is needed');
  const { ana, sam } = world.people;
  const nhi = await must('an identity has an owner and a backup owner', ana, [
    'nhi', 'register', '--environment', STAGING, '--source', 'aws-iam',
    '--external-id', 'arn:aws:iam::111122223333:role/cache-autoscaling',
    '--name', 'cache-autoscaling', '--owner', 'ana', '--backup-owner', 'ben',
  ]);
  await must('somebody answers for what is accessed', sam, [
    'resource-owner', 'assign', '--environment', STAGING, '--owner', 'rita',
    '--resource', 'arn:aws:elasticache:*', '--resource', 'arn:aws:cloudwatch:*',
  ]);
  const policy = await must('the policy in use is adopted: a base for diffs, nothing a gate passes', ana, [
    'policy', 'adopt', file('autoscaling-v1.json'), '--name', 'cache-autoscaling',
    '--environment', STAGING, '--owner', 'ana',
  ]);
  same('it is unmanaged', policy.state, 'unmanaged');
  const requirement = await must('the need is stated, with two intended denials', ana, [
    'requirement', 'create', file('requirement.yaml'), '--nhi', nhi.id, '--expires', inDays(170),
  ]);
  same('the denials are kept', requirement.document.deny.length, 2);
  return { nhi: nhi.id, policy: policy.id, requirement: requirement.id };
}

/** The change is drafted, proved, and submitted. */
export async function proposeChapter(world: World, things: Things): Promise<string> {
  chapter('4. Propose a real change: the managed policy’s version 2');
  const { ana } = world.people;
  const drafted = await must('a draft is verified before it is answered', ana, [
    'candidate', 'draft', file('autoscaling-v2.json'),
    '--policy', things.policy, '--requirement', things.requirement,
  ]);
  const id: string = drafted.id;
  const proved = await must('every check passes', ana, ['candidate', 'verify', id]);
  tell(`verdict: ${proved.verdict}`);
  const actions = proved.summary.newlyAllowed.flatMap((one: { actions: string[] }) => one.actions);
  check('elasticache:ModifyCacheCluster is found as newly allowed', actions.some((action: string) => /modifycachecluster/i.test(action)), actions);
  check('each newly allowed class has a concrete request as witness', proved.summary.newlyAllowed.every((one: { witness: unknown }) => one.witness !== null), proved.summary);
  check('describing every alarm is found as no longer allowed everywhere', proved.summary.newlyDenied.length > 0, proved.summary.newlyDenied);
  same('both intended denials are proved', proved.summary.denials.map((one: { verdict: string }) => one.verdict), ['proved', 'proved']);
  await submit(world, id, '90d');
  return id;
}

/** Ana submits a candidate for so long. */
export async function submit(world: World, id: string, validFor: string): Promise<void> {
  const { ana } = world.people;
  const recertify = validFor.endsWith('d') ? '60d' : '1s';
  const submitted = await must('submitted: tier, rule, reviewers and dates are frozen', ana, [
    'candidate', 'submit', id, '--valid-for', validFor, '--recertify-in', recertify, '--on-lapse', 'deny',
  ]);
  same('it is in review', submitted.state, 'in-review');
  tell(`tier ${submitted.submission.tier}, rule ${submitted.submission.rule.name}`);
}
