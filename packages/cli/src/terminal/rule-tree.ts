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
  const bar = children.length > 0 ? '│  ' : '   ';
  const beside = (text: string) => `${indent}${bar}${text}`;
  return [
    `${lead}${status(node, style)}  ${style.bold(title(node))}`,
    ...node.counted.map(({ human, assurance }) =>
      beside(`${style.green('+')} counts: ${named(human, people)} (${assurance})`),
    ),
    ...node.disqualified.map(({ human, why }) =>
      beside(
        `${style.yellow('-')} does not count: ${named(human, people)}, ${withNames(inert(why), people)}`,
      ),
    ),
    ...(node.missing === null
      ? []
      : [beside(style.dim(`missing: ${withNames(inert(node.missing), people)}`))]),
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      const [branch, below] = last ? ['└─ ', '   '] : ['├─ ', '│  '];
      return lines(child, people, style, `${indent}${branch}`, `${indent}${below}`);
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
  const name = inert(String(node['name']));
  switch (node['kind']) {
    case 'rule':
      return `rule ${name}`;
    case 'all':
      return 'all of these';
    case 'any':
      return 'any of these';
    case 'approvals':
      return `${node.counted.length} of ${String(node['required'] ?? '?')} from ${name}`;
    case 'veto':
      return `veto by ${name}`;
    case 'reject':
      return 'rejections that block';
    default:
      return name;
  }
}

/** Sentences of the core speak of people by id; a reader knows names. */
export function withNames(sentence: string, people: People): string {
  return sentence.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => named(id, people));
}
