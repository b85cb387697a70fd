import type { ResourceEntry } from './decode.ts';
import { actionEntry } from './known-actions.ts';

/**
 * One concrete ARN the action could be asked for: of the resource type its name speaks of, else of the type with the
 * fewest parts to fill. `*` where the action has no resource types or is not known.
 */
export function exampleResource(action: string): string {
  const entry = actionEntry(action);
  const name = entry?.action.split(':')[1]?.toLowerCase() ?? '';
  const ranked = (entry?.resources ?? []).flatMap((resource) =>
    resource.arns.map((arn) => ({ arn, rank: rankOf(resource, arn, name) })),
  );
  const [best] = ranked.toSorted((a, b) => a.rank - b.rank);
  return best === undefined ? '*' : filled(best.arn);
}

/** Low is good: named in the action, then few parts to fill. */
function rankOf(resource: ResourceEntry, arn: string, action: string): number {
  return arn.split('{').length - (isNamedIn(resource, action) ? 100 : 0);
}

function isNamedIn({ type }: ResourceEntry, action: string): boolean {
  return action.includes(type.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

/** The ARN with a readable value for each part that varies. */
export function filled(arn: string): string {
  return arn
    .replaceAll('*', 'example')
    .replaceAll(/\{([^}]*)\}/g, (_, hole: string) => value(hole));
}

function value(hole: string): string {
  if (hole === 'Partition') return 'aws';
  if (/region$/i.test(hole)) return 'us-east-1';
  if (/account(id)?$/i.test(hole)) return '123456789012';
  const words = hole
    .replace(/(WithPath|ResourceId|Id|Name|Arn|ARN)+$/, '')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase();
  return words === '' ? 'example' : `example-${words}`;
}
