import type { ResourceEntry } from './decode.ts';
import { actionEntry } from './known-actions.ts';

/**
 * One concrete ARN the action could be asked for: of the resource type its name speaks of, else of the type with the
 * fewest parts to fill. `*` where the action has no resource types or is not known.
 */
export function exampleResource(action: string): string {
  const entry = actionEntry(action);
  const ranked = (entry?.resources ?? []).flatMap((resource) =>
    resource.arns.map((arn) => ({ arn, rank: rankOf(resource, arn, entry?.action ?? '') })),
  );
  const [best] = ranked.toSorted((a, b) => a.rank - b.rank);
  return best === undefined ? '*' : filled(best.arn);
}

/** Low is good: named in the action, of its own service, then few parts to fill. */
function rankOf({ type }: ResourceEntry, arn: string, action: string): number {
  const [service, name = ''] = action.toLowerCase().split(':');
  const isNamed = name.includes(type.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const isOwn = arn.split(':')[2] === service;
  return arn.split('{').length - (isNamed ? 100 : 0) - (isOwn ? 50 : 0);
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
