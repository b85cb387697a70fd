import { must, words } from './person.ts';
import { chapter, check, same, tell } from './report.ts';
import { file, inDays, STAGING, type World } from './world.ts';

/** What stands before anything is proposed. */
export interface Things {
  readonly nhi: string;
  readonly policy: string;
  readonly requirement: string;
}

/** The identity and its owners, the resource owner, the policy as found, and the need. */
export async function describeChapter(world: World): Promise<Things> {
  chapter('3. Describe what is there, and what is needed');
  const things = await describe(world, STAGING, '111122223333', file('requirement.yaml'));
  const { ana } = world.people;
  const policy = await must(
    'the adopted policy can be read',
    ana,
    words`policy show ${things.policy}`,
  );
  same('it is unmanaged: a base for diffs, nothing a gate passes', policy.state, 'unmanaged');
  return things;
}

/** The same four things of one Environment. */
export async function describe(
  world: World,
  environment: string,
  account: string,
  need: string,
): Promise<Things> {
  const { ana, sam } = world.people;
  const nhi = await must(
    'an identity has an owner and a backup owner',
    ana,
    words`nhi register --environment ${environment} --source aws-iam --name cache-autoscaling
          --external-id arn:aws:iam::${account}:role/cache-autoscaling --owner ana --backup-owner ben`,
  );
  await must(
    'somebody answers for what is accessed',
    sam,
    words`resource-owner assign --environment ${environment} --owner rita
          --resource arn:aws:elasticache:* --resource arn:aws:cloudwatch:*`,
  );
  const policy = await must(
    'the policy in use is adopted as it is found',
    ana,
    words`policy adopt ${file('autoscaling-v1.json')} --name cache-autoscaling
          --environment ${environment} --owner ana`,
  );
  const requirement = await must(
    'the need is stated, with two intended denials',
    ana,
    words`requirement create ${need} --nhi ${nhi.id} --expires ${inDays(170)}`,
  );
  return { nhi: nhi.id, policy: policy.id, requirement: requirement.id };
}

/** The change is drafted, proved, and submitted. */
export async function proposeChapter(world: World, things: Things): Promise<string> {
  chapter('4. Propose a real change: the managed policy’s version 2');
  const { ana } = world.people;
  const id = await draft(world, things, file('autoscaling-v2.json'));
  const { verdict, summary } = await must('every check passes', ana, words`candidate verify ${id}`);
  tell(`verdict: ${verdict}`);
  const classes: { actions: string[]; witness: unknown }[] = summary.newlyAllowed;
  const actions = classes.flatMap((one) => one.actions);
  same('newly allowed is one action', actions, ['elasticache:ModifyCacheCluster']);
  check(
    'with a concrete request as witness',
    classes.every((one) => one.witness !== null),
    classes,
  );
  check('describing every alarm is found as taken away', summary.newlyDenied.length > 0, summary);
  const denials: { verdict: string }[] = summary.denials;
  same(
    'both intended denials are proved',
    denials.map((one) => one.verdict),
    ['proved', 'proved'],
  );
  await submit(world, id, '90d', '60d');
  return id;
}

/** Ana drafts a next content; it is verified before the answer. */
export async function draft(world: World, things: Things, policyFile: string): Promise<string> {
  const drafted = await must(
    'a draft is verified before it is answered',
    world.people.ana,
    words`candidate draft ${policyFile} --policy ${things.policy} --requirement ${things.requirement}`,
  );
  return drafted.id;
}

/** Ana submits a candidate. */
export async function submit(
  world: World,
  id: string,
  validFor: string,
  recertifyIn: string,
): Promise<void> {
  const submitted = await must(
    'submitted: tier, rule, reviewers and dates are frozen',
    world.people.ana,
    words`candidate submit ${id} --valid-for ${validFor} --recertify-in ${recertifyIn} --on-lapse deny`,
  );
  same('it is in review', submitted.state, 'in-review');
  tell(`tier ${submitted.submission.tier}, rule ${submitted.submission.rule.name}`);
}
