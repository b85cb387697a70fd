import type { Asker, Control } from './asker.ts';
import type { Pattern } from './guardrail.ts';

// Each control is a proof of its own: a stack with more is looked at up to here, in the order of its layers.
const MAX_CONTROLS = 40;
// 28 pairs: beyond, naming them all would tell nobody anything.
const MAX_PAIRED = 8;

/**
 * "Safe only because control X exists": requests of the pattern are not allowed, and would be without X. Controls are
 * taken away one by one, then in pairs of those that are not decisive alone. A removal that is not decided is not named.
 */
export function decisiveControls<S>(
  asker: Asker<S>,
  subject: S,
  pattern: Pattern,
  steps?: number,
): readonly string[] {
  const controls = asker.controls(subject, pattern).slice(0, MAX_CONTROLS);
  const breaks = (...gone: readonly Control<S>[]): boolean => {
    const rest = gone.reduce((left, one) => one.without(left), subject);
    return asker.allowsNone(rest, pattern, steps).verdict === 'refuted';
  };
  // Where nothing is granted in the first place no control is needed, and this one proof says so.
  if (controls.length === 0 || !breaks(...controls)) return [];
  const single = controls.filter((one) => breaks(one));
  const others = controls.filter((one) => !single.includes(one)).slice(0, MAX_PAIRED);
  const pairs = others.flatMap((left, at) =>
    others.slice(at + 1).map((right): readonly [Control<S>, Control<S>] => [left, right]),
  );
  const double = pairs.filter(([left, right]) => breaks(left, right));
  return [
    ...single.map(({ name }) => name),
    ...double.map(([left, right]) => `${left.name} and ${right.name}`),
  ];
}
