import { type ResourceEntry, resourceTypesOf } from '../aws-iam/service-table/service-table.ts';

/** An ARN taken apart by the template of its resource type: what stands in the holes, in order. */
export interface TypedArn {
  readonly type: string;
  /** The ARN up to its last hole: where a name begins. */
  readonly stem: string;
  /** What stands in the last hole; empty where the type has no hole. */
  readonly last: string;
  /** What follows the last hole. */
  readonly tail: string;
}

/**
 * The resource type that an ARN without wildcards is of, the most specific where several fit: `arn:aws:s3:::b/x` is an
 * object and no bucket, though a name may hold slashes. Undefined where no type of the service fits.
 */
export function typedArn(service: string, arn: string): TypedArn | undefined {
  const found = resourceTypesOf(service).flatMap((one) =>
    one.arns.flatMap((template) => {
      const parts = takenApart(template, arn);
      return parts === undefined ? [] : [{ typed: { type: one.type, ...parts }, template }];
    }),
  );
  const [best] = found.sort(
    (left, right) => literalLength(right.template) - literalLength(left.template),
  );
  return best?.typed;
}

/** Whether the service has a resource type of this name. */
export function isResourceType(service: string, type: string): boolean {
  return resourceTypesOf(service).some((one: ResourceEntry) => one.type === type);
}

/** Every hole takes at least one character and no colon or slash; the last, where a name stands, takes both. */
function takenApart(template: string, arn: string): Omit<TypedArn, 'type'> | undefined {
  const parts = template.split(/(\{[^}]*\})/);
  const last = parts.findLastIndex((part) => part.startsWith('{'));
  if (last < 0) return template === arn ? { stem: template, last: '', tail: '' } : undefined;
  const stem = parts.slice(0, last).map(holeForm).join('');
  const tail = parts.slice(last + 1).join('');
  const found = new RegExp(`^(${stem})(.+)$`, 's').exec(arn);
  const name = found?.[2] ?? '';
  if (found === null || !name.endsWith(tail) || name.length === tail.length) return undefined;
  return { stem: found[1] ?? '', last: name.slice(0, name.length - tail.length), tail };
}

// Services write ARNs without region or account that the table gives with them, and back.
function holeForm(part: string): string {
  if (part === '{Region}' || part === '{Account}') return '[^:/]*';
  return part.startsWith('{') ? '[^:/]+' : part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
}

function literalLength(template: string): number {
  return template.replaceAll(/\{[^}]*\}/g, '').length;
}
