import { inert, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** Something a lint of the rules found. */
export interface LintFinding {
  readonly code: string;
  readonly message: string;
  readonly [more: string]: unknown;
}

/** What to do about a finding, for somebody who sees it for the first time. */
const ADVICE: Readonly<Record<string, string>> = {
  UNKNOWN_ROLE:
    'give somebody the role (`roles` in the people file, or `countersign human enroll --role`), or take it out of the rule. You can go on: until then a change that needs it is refused, never let through.',
  UNSATISFIABLE:
    'enough different people must hold the role, accept that environment (`accepts`), and have a key that counts there: in class `production` from T2 up a hardware key or passkey. You can go on: until then such a change is refused, never let through.',
  NOT_COVERED: 'add a rule, or leave it: such a change is refused, never let through.',
  SHADOWED: 'move the rule before the one that covers it, or narrow its `if`.',
  UNKNOWN_GROUP: 'add the group to the Roster first, or name a role.',
  WEAK_ASSURANCE: 'nothing has to be done; write `ssh-sk-verified` to say what holds anyway.',
};

/** Findings by code: each sentence, then once what to do. Errors first; nothing where there are none. */
export function findingsText(findings: readonly LintFinding[], style: Style): string[] {
  const isError = ({ severity }: LintFinding) => severity === 'error';
  return [...findings.filter(isError), ...findings.filter((one) => !isError(one))]
    .map(({ code }) => code)
    .filter((code, index, all) => all.indexOf(code) === index)
    .flatMap((code) => {
      const same = findings.filter((one) => one.code === code);
      const word = same.some(isError) ? style.red('error') : style.yellow('warning');
      const advice = ADVICE[code];
      return [
        `${word} ${style.bold(code)}`,
        ...same.map(({ message }) => wrap(`- ${inert(message)}`, '  ', style.width)),
        ...(advice === undefined ? [] : [wrap(`what to do: ${advice}`, '  ', style.width)]),
      ];
    });
}
