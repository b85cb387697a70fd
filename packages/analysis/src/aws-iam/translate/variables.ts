import { foldCase } from '../../engine/fold.ts';

/** One character or variable of a value as a policy writes it. */
export type ValuePart =
  | { readonly kind: 'char'; readonly point: number }
  /** A character that `${*}`, `${?}` or `${$}` stands for: no wildcard. */
  | { readonly kind: 'escaped'; readonly point: number }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

const FORM = /\$\{([^{}]*)\}/y;
const ESCAPED = /^[*?$]$/;

/** Whether a text has a policy variable or an escape in it; in `2008-10-17` policies `${` is plain text. */
export function hasVariables(text: string, isVariablesOn: boolean): boolean {
  return isVariablesOn && text.includes('${');
}

/** The parts of a value. */
export function partsOf(text: string, isVariablesOn: boolean): ValuePart[] {
  const parts: ValuePart[] = [];
  for (let index = 0; index < text.length; ) {
    FORM.lastIndex = index;
    const body = isVariablesOn && text[index] === '$' ? FORM.exec(text) : null;
    if (body === null) {
      const point = text.codePointAt(index) ?? 0;
      parts.push({ kind: 'char', point });
      index += point > 0xffff ? 2 : 1;
    } else {
      parts.push(variable(body[1] ?? ''));
      index += body[0].length;
    }
  }
  return parts;
}

/** `${key}`, or `${key, 'default'}` whose default keeps its case. */
function variable(body: string): ValuePart {
  if (ESCAPED.test(body)) return { kind: 'escaped', point: body.codePointAt(0) ?? 0 };
  const comma = body.indexOf(',');
  const key = (comma < 0 ? body : body.slice(0, comma)).trim();
  if (comma < 0) return { kind: 'variable', key, fallback: undefined };
  const fallback = body
    .slice(comma + 1)
    .trim()
    .replace(/^'(.*)'$/s, '$1');
  return { kind: 'variable', key, fallback };
}

/** The keys of the variables in a text, without case. */
export function variableKeys(text: string, isVariablesOn: boolean): string[] {
  if (!hasVariables(text, isVariablesOn)) return [];
  return partsOf(text, isVariablesOn).flatMap((part) =>
    part.kind === 'variable' ? [foldCase(part.key)] : [],
  );
}
