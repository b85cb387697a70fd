import { readFileSync } from 'node:fs';
import { refused, words } from './person.ts';
import { describe, draft, submit } from './propose.ts';
import { chapter } from './report.ts';
import { CONFIRMED, file, PRODUCTION, type World, write } from './world.ts';

/** The same change for production: a key that software can use unattended is not enough there (INV-12). */
export async function productionChapter(world: World): Promise<void> {
  chapter('7. The same change for production');
  const { rita } = world.people;
  const need = readFileSync(file('requirement.yaml'), 'utf8')
    .replace('staging/aws/111122223333', PRODUCTION)
    .replaceAll('111122223333', '444455556666');
  const things = await describe(
    world,
    PRODUCTION,
    '444455556666',
    write(world, 'production.yaml', need),
  );
  const id = await draft(world, things, file('autoscaling-v2.json'));
  await submit(world, id, '90d', '60d');
  const tried = await rita.run(words`review approve ${id} --key ${rita.key}`, CONFIRMED);
  refused('a plain ssh key is too weak for production', tried, 'ASSURANCE_TOO_LOW');
}
