import { isJsonObject } from '@countersign/evidence';
import type { Cursor } from '../input/cursor.ts';
import type { ResourceChange } from './resource-change.ts';

/** What the configuration of a plan says an attribute is made of. */
export interface Expression {
  /** Addresses it refers to, such as `aws_iam_policy.x.arn`. */
  readonly references: readonly string[];
}

/** The configuration that a plan was made from; null where the file leaves it out. */
export class Configuration {
  private readonly resources = new Map<string, Cursor>();
  private readonly isThere: boolean;

  constructor(plan: Cursor) {
    const root = plan.at('configuration').at('root_module');
    this.isThere = !root.isAbsent;
    const open = [{ module: root, path: '' }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { module, path } = next;
      for (const one of module.at('resources').items()) {
        this.resources.set(`${path} ${one.at('address').needText()}`, one.at('expressions'));
      }
      for (const [name, call] of module.at('module_calls').members()) {
        const inner = path === '' ? `module.${name}` : `${path}.module.${name}`;
        open.push({ module: call.at('module'), path: inner });
      }
    }
  }

  /** What an attribute is written as; undefined: it is not written; null: the configuration is not in the file. */
  expressionOf(change: ResourceChange, attribute: string): Expression | null | undefined {
    if (!this.isThere) return null;
    const expressions = this.resources.get(`${change.module} ${change.type}.${change.name}`);
    if (expressions === undefined) return null;
    const written = expressions.at(attribute);
    return written.isAbsent ? undefined : { references: referencesIn(written) };
  }
}

/** References of an expression, or of all expressions of blocks. */
function referencesIn(written: Cursor): string[] {
  if (Array.isArray(written.value)) return written.items().flatMap(referencesIn);
  if (!isJsonObject(written.value)) return [];
  if (Array.isArray(written.value['references'])) return written.at('references').texts();
  return written.members().flatMap(([, one]) => (isJsonObject(one.value) ? referencesIn(one) : []));
}
