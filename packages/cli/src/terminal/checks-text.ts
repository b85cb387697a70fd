import { heading, inert, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** A check as a screen shows it, wherever it was made. */
export interface ShownCheck {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'undetermined';
  readonly proves: string;
  readonly doesNotProve: string;
  readonly detail: unknown;
  readonly group?: string | undefined;
  readonly blocking?: boolean | undefined;
}

const GROUPS: Readonly<Record<string, string>> = {
  policy: 'The policy itself',
  requirement: 'What was asked for',
  stack: 'With everything else in force',
  guardrail: 'Guardrails',
  identity: 'The identity',
  use: 'Observed use',
  change: 'The change',
};

/** Checks under a heading for each group; those of no known group stand under `Checks`. Nothing where there are none. */
export function checksText(checks: readonly ShownCheck[], style: Style): string {
  const groups = [...Object.keys(GROUPS), undefined];
  return groups
    .map((group) => {
      const own = checks.filter((one) =>
        group === undefined ? GROUPS[one.group ?? ''] === undefined : one.group === group,
      );
      if (own.length === 0) return '';
      const title = group === undefined ? 'Checks' : `Checks: ${GROUPS[group]}`;
      return [heading(title, style), ...own.map((one) => checkText(one, style))].join('\n');
    })
    .filter((text) => text !== '')
    .join('\n\n');
}

// What passed takes a line, and one for what it leaves open; what did not pass says all it has to say.
function checkText(check: ShownCheck, style: Style): string {
  const { name, outcome, proves, doesNotProve, detail, blocking } = check;
  const line = (text: string) => wrap(inert(text), '    ', style.width);
  const open =
    outcome === 'passed'
      ? []
      : [
          ...(typeof detail === 'string' && detail !== '' ? [line(detail)] : []),
          ...(proves === '' ? [] : [line(`would prove ${proves}`)]),
        ];
  const mild = blocking === false && outcome !== 'passed' ? style.dim(' (does not block)') : '';
  return [
    `${outcomeSign(outcome, style)}  ${style.bold(inert(name))}${mild}`,
    ...open,
    ...(doesNotProve === '' ? [] : [style.dim(line(`does not prove ${doesNotProve}`))]),
  ].join('\n');
}

/** The outcome with its sign. */
export function outcomeSign(outcome: ShownCheck['outcome'], style: Style): string {
  switch (outcome) {
    case 'passed':
      return style.green('✓ passed');
    case 'failed':
      return style.red('✗ failed');
    case 'undetermined':
      return style.yellow('? undetermined');
    default:
      return outcome satisfies never;
  }
}
