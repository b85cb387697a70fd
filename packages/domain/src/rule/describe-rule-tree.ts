import type { RuleTree } from './rule-tree.ts';

/** A rule tree as sentences, one per node, indented by depth; the same in CLI, web and log. */
export function describeRuleTree(tree: RuleTree): readonly string[] {
  return described(tree, 0);
}

function described(tree: RuleTree, depth: number): readonly string[] {
  const own = `${'  '.repeat(depth)}${sentence(tree)}${ignored(tree)}`;
  return [own, ...tree.children.flatMap((child) => described(child, depth + 1))];
}

function sentence(tree: RuleTree): string {
  switch (tree.kind) {
    case 'rule':
      return tree.missing === null
        ? `rule \`${tree.name}\`: ${tree.status}`
        : `rule \`${tree.name}\`: ${tree.status}, missing ${tree.missing}`;
    case 'all':
      return `all of these: ${tree.status}`;
    case 'any':
      return `any of these: ${tree.status}`;
    case 'approvals':
      return tree.status === 'error'
        ? `error: ${tree.missing}`
        : `${tree.counted.length}/${tree.required} approvals by ${tree.name}`;
    case 'veto':
      return `vetoed by ${tree.name}`;
    case 'reject':
      return `blocked by ${count(tree.disqualified.length, 'reject')}`;
    default:
      return tree.kind satisfies never;
  }
}

function ignored(tree: RuleTree): string {
  if (tree.kind !== 'approvals' || tree.disqualified.length === 0) return '';
  const whys = [...new Set(tree.disqualified.map((d) => d.why))].join('; ');
  return `. ignored ${count(tree.disqualified.length, 'approval')}: ${whys}`;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
