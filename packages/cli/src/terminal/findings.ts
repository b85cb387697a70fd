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
  NOT_COVERED:
    'add a rule, or leave it: what no approval rule covers is refused, and what no tier rule covers is of the highest tier.',
  UNKNOWN_EFFECT:
    'correct the name: a tier rule with a misspelt effect lets the change pass at a lower tier.',
  NEVER_HOLDS: 'correct the condition, or take the tier rule out.',
  MISSING_TIER: 'add a tier rule for it, or leave it: then no change is ever of that tier.',
  APPETITE_GAP:
    'have a named human accept up to some tier there; until then all above T0 is refused.',
  APPETITE_OVERLAP: 'keep one of the two, or leave it: the lower counts.',
  UNKNOWN_OWNER: 'name a human of the Roster: whoever answers for what gates must be one.',
  TOO_WIDE: 'name the check or construct that analysis reports.',
  NEVER_COVERED: 'take it out, and change the policy until the denial is proved.',
  UNKNOWN_GUARDRAIL: 'add the guardrail, or name another that makes up for it.',
  LONG_EXCEPTION: 'make it shorter, or write what it allows into the rules.',
  EXPIRED: 'take it out, or date it anew: it has no effect.',
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
        ...sentences(code, same).map((text) => wrap(`- ${inert(text)}`, '  ', style.width)),
        ...(advice === undefined ? [] : [wrap(`what to do: ${advice}`, '  ', style.width)]),
      ];
    });
}

/** One sentence for each role or Environment, where the findings say the same of many rules. */
function sentences(code: string, findings: readonly LintFinding[]): string[] {
  const shared = SHARED[code];
  const groups = new Map<string, Set<string>>();
  const alone: string[] = [];
  for (const { message } of findings) {
    const [, member = '', thing = ''] = shared?.pattern.exec(message) ?? [];
    if (thing === '') alone.push(message);
    else groups.set(thing, (groups.get(thing) ?? new Set()).add(member));
  }
  const said = [...groups].map(([thing, members]) => shared?.say(thing, [...members].join(', ')));
  return [...said.filter((text) => text !== undefined), ...new Set(alone)];
}

interface Shared {
  /** Finds what is listed, and for what; any other message stands as it is. */
  readonly pattern: RegExp;
  readonly say: (thing: string, members: string) => string;
}

const SHARED: Readonly<Record<string, Shared>> = {
  UNKNOWN_ROLE: {
    pattern: /^rule `(.+)` names role `(.+)`, which nobody in the roster holds$/,
    say: (role, rules) => `nobody in the Roster holds the role \`${role}\` (rules ${rules})`,
  },
  UNSATISFIABLE: {
    pattern: /cannot be satisfied for (T[0-4]) in `(.+)` by anyone in the roster$/,
    say: (environment, tiers) =>
      `in \`${environment}\` the people of the Roster could not approve a change of tier ${tiers}`,
  },
};
