import {
  type AccessLevel,
  accessLevelsOf,
  actionEntry,
  actionsMatching,
} from '../../aws-iam/service-table/service-table.ts';
import { typedArn } from '../resource-type.ts';

/**
 * The listing and describing of the resources that were written: what a tool asks before and after it writes. Only actions
 * that read metadata: those of the level List, and those of the level Read that are called `Describe…`.
 */
export function companionsOf(
  used: readonly { readonly action: string; readonly resource: string }[],
): { readonly action: string; readonly resource: string }[] {
  return used.flatMap(({ action, resource }) => {
    if (!accessLevelsOf(action).some((level) => WRITING.includes(level))) return [];
    const service = action.slice(0, action.indexOf(':'));
    const type = typedArn(service, resource)?.type;
    if (type === undefined) return [];
    return actionsMatching(`${service}:*`)
      .filter((one) => isMetadata(one) && hasType(one, type))
      .map((one) => ({ action: one, resource }));
  });
}

const WRITING: readonly AccessLevel[] = ['Write', 'Permissions management', 'Tagging'];

function isMetadata(action: string): boolean {
  const levels = accessLevelsOf(action);
  if (levels.length === 0) return false;
  if (levels.every((level) => level === 'List')) return true;
  return levels.every((level) => level === 'Read') && /:Describe/.test(action);
}

function hasType(action: string, type: string): boolean {
  return (actionEntry(action)?.resources ?? []).some((one) => one.type === type);
}
