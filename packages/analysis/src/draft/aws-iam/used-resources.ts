import { typedArn } from '../resource-type.ts';

/**
 * Patterns for resources that were used. Up to `exact` of one type and place are named one by one; beyond, a common
 * beginning of their names that ends in a separator stands for them, and where there is none they stay as they are. A
 * pattern never leaves its account, service, resource type, or any part of the ARN but the name.
 */
export function usedResources(service: string, arns: readonly string[], exact: number): string[] {
  const families = new Map<string, { stem: string; tail: string; names: Set<string> }>();
  const others: string[] = [];
  for (const arn of new Set(arns)) {
    const typed = typedArn(service, arn);
    if (typed === undefined || typed.last === '') others.push(literal(arn));
    else {
      const { type, stem, last, tail } = typed;
      const key = JSON.stringify([type, stem, tail]);
      const family = families.get(key) ?? { stem, tail, names: new Set() };
      families.set(key, family);
      family.names.add(last);
    }
  }
  const made = [...families.values()].flatMap(({ stem, tail, names }) =>
    generalised([...names].sort(), '', exact).map(
      (pattern) => `${literal(stem)}${pattern}${literal(tail)}`,
    ),
  );
  return [...new Set([...others, ...made])].sort();
}

/** Names as patterns below a beginning that they share already. */
function generalised(names: readonly string[], shared: string, exact: number): string[] {
  if (names.length <= exact) return names.map(literal);
  const beginning = commonBeginning(names);
  if (beginning.length > shared.length) return [`${literal(beginning)}*`];
  const parts = new Map<string, string[]>();
  for (const name of names) {
    const first = /^.*?[/:._-]/s.exec(name.slice(shared.length))?.[0] ?? name;
    parts.set(first, [...(parts.get(first) ?? []), name]);
  }
  // Nothing in common: as they are, rather than a pattern for everything.
  if (parts.size === names.length) return names.map(literal);
  return [...parts.values()].flatMap((part) => generalised(part, shared, exact));
}

/** Up to and with the last separator that all share. */
function commonBeginning(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  let length = first.length;
  for (const name of rest) {
    let at = 0;
    while (at < length && at < name.length && name[at] === first[at]) at += 1;
    length = at;
  }
  return /^.*[/:._-]/s.exec(first.slice(0, length))?.[0] ?? '';
}

/** A text that a pattern matches letter by letter: `*`, `?` and `$` have variables of their own. */
export function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, (mark) => `\${${mark}}`);
}
