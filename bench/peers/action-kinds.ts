import { METHODS } from '../../packages/analysis/src/aws-iam/findings/escalation-methods.ts';
import { SENSITIVE_GROUPS } from '../../packages/analysis/src/aws-iam/findings/sensitive-actions.ts';
import { describeActions } from '../../packages/analysis/src/aws-iam/service-table/describe-actions.ts';
import { accessLevelsOf } from '../../packages/analysis/src/aws-iam/service-table/service-table.ts';

/** What a change adds, by the actions that its Allow statements name and nothing else. */
export type Kind =
  | 'no action added'
  | 'scope or condition only'
  | 'read or list'
  | 'tagging'
  | 'write'
  | 'secrets'
  | 'permissions management'
  | 'escalation'
  | 'unknown';

/** Actions of all Allow statements together; conditions, resources and Denies are not looked at. */
export interface AllowedActions {
  readonly known: ReadonlySet<string>;
  readonly unknown: ReadonlySet<string>;
  /** The document as text, to tell whether anything else changed. */
  readonly text: string;
}

/** The actions a document's Allow statements name. */
export function allowedActions(document: unknown): AllowedActions {
  const { Statement = [] } = document as { Statement?: unknown };
  const patterns = [Statement].flat().flatMap((one) => patternsOf(one as Body));
  const { known, unknown } = describeActions(patterns);
  return { known: new Set(known), unknown: new Set(unknown), text: JSON.stringify(Statement) };
}

interface Body {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
}

function patternsOf({ Effect, Action, NotAction }: Body): readonly string[] {
  if (Effect !== 'Allow') return [];
  if (Action !== undefined) return [Action].flat();
  return [`* except ${[NotAction ?? []].flat().join(', ')}`];
}

const ESCALATING = new Set(METHODS.flatMap(({ steps }) => steps[0]?.anyOf ?? []));
const SECRET = new Set(
  SENSITIVE_GROUPS.filter(
    ({ code }) => code === 'SECRETS_READ' || code === 'CREDENTIALS_ISSUED',
  ).flatMap(({ actions }) => actions),
);

/** The gravest thing among the actions that only the new side names. */
export function kindOfChange(from: AllowedActions, to: AllowedActions): Kind {
  const added = [...to.known].filter((action) => !from.known.has(action));
  const unknown = [...to.unknown].filter((action) => !from.unknown.has(action));
  if (added.length + unknown.length === 0) {
    const removed = [...from.known].some((action) => !to.known.has(action));
    return removed || from.text === to.text ? 'no action added' : 'scope or condition only';
  }
  const has = (level: string): boolean =>
    added.some((action) => accessLevelsOf(action).some((one) => one === level));
  if (added.some((action) => ESCALATING.has(action))) return 'escalation';
  if (has('Permissions management')) return 'permissions management';
  if (added.some((action) => SECRET.has(action))) return 'secrets';
  const isWrite = added.some((action) => {
    const levels = accessLevelsOf(action);
    return levels.includes('Write') && !levels.includes('Tagging');
  });
  if (isWrite) return 'write';
  if (has('Tagging')) return 'tagging';
  return added.length > 0 ? 'read or list' : 'unknown';
}
