import type { RuleTree } from '@countersign/api';
import { named, type People } from '../client/people.ts';
import { inert } from './layout.ts';
import type { Style } from './style.ts';

/**
 * The rule as an explained tree: a sign and a word for the status, who counts, who does not and why, what is missing.
 * The word says all that the sign and its colour say.
 */
export function ruleTreeText(tree: RuleTree, people: People, style: Style): string {
  return lines(tree, people, style, '', '').join('\n');
}

function lines(
  node: RuleTree,
  people: People,
  style: Style,
  lead: string,
  indent: string,
): string[] {
  const children = Array.isArray(node.children) ? node.children : [];
  const bar = children.length > 0 ? '│ ' : '  ';
  return [
    `${lead}${status(node, style)} ${style.bold(title(node))}`,
    ...node.counted.map(
      ({ human, assurance }) =>
        `${indent}${bar}${style.green('+')} counts: ${named(human, people)} (${assurance})`,
    ),
    ...node.disqualified.map(
      ({ human, why }) =>
        `${indent}${bar}${style.yellow('-')} does not count: ${named(human, people)}, ${inert(why)}`,
    ),
    ...(node.missing === null ? [] : [`${indent}${bar}${style.dim(withNames(inert(node.missing), people))}`]),
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return lines(
        child,
        people,
        style,
        `${indent}${last ? '└─ ' : '├─ '}`,
        `${indent}${last ? '   ' : '│  '}`,
      );
    }),
  ];
}

function status(node: RuleTree, style: Style): string {
  switch (node.status) {
    case 'satisfied':
      return style.green('✓ satisfied');
    case 'unsatisfied':
      return style.yellow('○ not yet');
    case 'not-applicable':
      return style.dim('· does not apply');
    case 'error':
      return style.red('✗ error');
    default:
      return node.status satisfies never;
  }
}

function title(node: RuleTree): string {
  for (const name of ['title', 'label', 'name', 'what', 'kind']) {
    const value = node[name];
    if (typeof value === 'string') return inert(value);
  }
  return 'rule';
}

// Sentences of the core speak of people by id; a reader knows names.
function withNames(sentence: string, people: People): string {
  return sentence.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => named(id, people));
}
