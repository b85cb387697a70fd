import { readFileSync } from 'node:fs';
import { must, refused } from './person.ts';
import { chapter } from './report.ts';
import { CONFIRMED, file, inDays, PRODUCTION, type World, write } from './world.ts';

/** The same change for production: a key that software can use unattended is not enough there (INV-12). */
export async function productionChapter(world: World): Promise<void> {
  chapter('7. The same change for production');
  const { ana, rita, sam } = world.people;
  const nhi = await must('the identity of production', ana, [
    'nhi', 'register', '--environment', PRODUCTION, '--source', 'aws-iam',
    '--external-id', 'arn:aws:iam::444455556666:role/cache-autoscaling',
    '--name', 'cache-autoscaling', '--owner', 'ana', '--backup-owner', 'ben',
  ]);
  await must('its resource owner', sam, [
    'resource-owner', 'assign', '--environment', PRODUCTION, '--owner', 'rita', '--resource', 'arn:aws:*',
  ]);
  const policy = await must('its policy', ana, [
    'policy', 'adopt', file('autoscaling-v1.json'), '--name', 'cache-autoscaling',
    '--environment', PRODUCTION, '--owner', 'ana',
  ]);
  const text = readFileSync(file('requirement.yaml'), 'utf8')
    .replace('staging/aws/111122223333', PRODUCTION)
    .replaceAll('111122223333', '444455556666');
  const requirement = await must('its requirement', ana, [
    'requirement', 'create', write(world, 'production.yaml', text), '--nhi', nhi.id, '--expires', inDays(170),
  ]);
  const draft = await must('its candidate', ana, [
    'candidate', 'draft', file('autoscaling-v2.json'), '--policy', policy.id, '--requirement', requirement.id,
  ]);
  const submitted = await ana.run(['candidate', 'submit', draft.id, '--valid-for', '90d', '--recertify-in', '60d']);
  if (submitted.exit !== 0) {
    refused('submission already says that nobody here has a key strong enough', submitted, 'ASSURANCE_TOO_LOW', 'RULE_UNSATISFIABLE');
    return;
  }
  const tried = await rita.run(['review', 'approve', draft.id, '--key', rita.key], CONFIRMED);
  refused('a plain ssh key is too weak for production', tried, 'ASSURANCE_TOO_LOW');
}
