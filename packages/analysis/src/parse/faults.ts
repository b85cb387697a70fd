import type { Position } from '../aws-iam/model.ts';
import type { Refusal } from '../refusal.ts';
import type { JsonMember, JsonNode } from './json.ts';
import { suggest } from './suggest.ts';

/** Collects every fault of a document; parsing goes on after each. */
export class Faults {
  readonly refusals: Refusal[] = [];

  add(code: string, message: string, at: Position, pointer: string): void {
    this.refusals.push({
      code,
      message,
      details: { line: at.line, column: at.column, pointer },
    });
  }

  /** A name that does not belong here, with the one that was probably meant. */
  unknown(
    code: string,
    what: string,
    member: JsonMember,
    pointer: string,
    known: readonly string[],
  ): void {
    const meant = suggest(member.name, known);
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    this.add(code, `${what} \`${member.name}\` is not known${help}`, member.at, pointer);
  }

  wrongType(what: string, wanted: string, node: JsonNode, pointer: string): void {
    this.add(
      'WRONG_TYPE',
      `${what} must be ${wanted}, not ${article(node.kind)}`,
      node.at,
      pointer,
    );
  }
}

/** RFC 6901: one more step of a JSON pointer. */
export function step(pointer: string, name: string | number): string {
  const isPlain = typeof name === 'number' || !/[~/]/.test(name);
  return `${pointer}/${isPlain ? name : name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function article(kind: JsonNode['kind']): string {
  if (kind === 'null') return 'null';
  return kind === 'object' || kind === 'array' ? `an ${kind}` : `a ${kind}`;
}
