/** A truth that may be open; nothing that is `unknown` ever counts as true or as false. */
export type Tri = boolean | 'unknown';

/** Kleene's negation. */
export function not(value: Tri): Tri {
  return value === 'unknown' ? 'unknown' : !value;
}

/** Kleene's conjunction: one false decides, else one unknown leaves it open. The empty one is true. */
export function all(...values: readonly Tri[]): Tri {
  if (values.includes(false)) return false;
  return values.includes('unknown') ? 'unknown' : true;
}

/** Kleene's disjunction: one true decides, else one unknown leaves it open. The empty one is false. */
export function any(...values: readonly Tri[]): Tri {
  if (values.includes(true)) return true;
  return values.includes('unknown') ? 'unknown' : false;
}
