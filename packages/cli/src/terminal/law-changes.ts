import type { LawFacts } from './law-facts.ts';
import type { Style } from './style.ts';

/** What the proposed version adds, takes away and changes, one thing a line and its properties below it. */
export function lawChanges(before: LawFacts, after: LawFacts, style: Style): string[] {
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const lines = [
    ...[...after].flatMap(([name, facts]) => {
      const old = before.get(name);
      if (old === undefined) return [style.green(`+ added ${name}`), ...properties(facts)];
      const changed = differences(old, facts);
      return changed.length === 0 ? [] : [style.yellow(`~ changed ${name}`), ...changed];
    }),
    ...gone.flatMap((name) => [
      style.red(`- removed ${name}`),
      ...properties(before.get(name) ?? {}),
    ]),
  ];
  return lines.length === 0 ? ['nothing changes but the number'] : lines;
}

function properties(facts: Readonly<Record<string, string>>): string[] {
  return Object.entries(facts).map(([name, value]) => `    ${name}: ${value}`);
}

function differences(
  old: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(facts)])];
  return names
    .filter((name) => old[name] !== facts[name])
    .flatMap((name) => [
      `    ${name}`,
      `      before: ${old[name] ?? 'absent'}`,
      `      after:  ${facts[name] ?? 'absent'}`,
    ]);
}
