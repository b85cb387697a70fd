/**
 * Whether every text the second pattern matches is matched by the first; `*` is any run, `?` any one character.
 * In doubt false: `?*` is not taken to cover `*?`, which matches the same.
 */
export function covers(wide: string, narrow: string): boolean {
  // reach[i]: the first i characters of `wide` can stand for what was read of `narrow`.
  let reach = startReach(wide);
  for (const symbol of narrow) reach = advanced(wide, reach, symbol);
  return reach[wide.length] === true;
}

function startReach(wide: string): readonly boolean[] {
  const reach = [true];
  for (let i = 0; i < wide.length; i++) reach.push(reach[i] === true && wide[i] === '*');
  return reach;
}

function advanced(wide: string, reach: readonly boolean[], symbol: string): readonly boolean[] {
  const next = [false];
  for (let i = 0; i < wide.length; i++) {
    const isStar = wide[i] === '*';
    const stays = isStar && (reach[i + 1] === true || next[i] === true);
    const takes = reach[i] === true && canTake(wide[i], symbol);
    next.push(stays || takes);
  }
  return next;
}

function canTake(wide: string | undefined, symbol: string): boolean {
  if (wide === '*') return true;
  if (symbol === '*') return false;
  return wide === '?' || wide === symbol;
}

/** Whether an environment name falls under a pattern: equal, or the part before a trailing `*` starts it. */
export function isUnder(environment: string, pattern: string): boolean {
  return pattern.endsWith('*')
    ? environment.startsWith(pattern.slice(0, -1))
    : environment === pattern;
}
