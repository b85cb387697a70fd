import { digestOf, type GateState, type Roster, type RuleSet } from '@countersign/evidence';
import { type Asked, verifyBundle } from '../src/index.ts';
import { bundle, type Changes } from './gate-world.ts';
import { roster1, ruleSet1, TRUST } from './law.ts';
import { ANA, ENVIRONMENT, NOW, OLGA } from './people.ts';

export const ASKED: Asked = { environment: ENVIRONMENT, trust: TRUST, state: null, now: NOW };

export async function verdictOf(changes: Changes = {}, asked: Partial<Asked> = {}) {
  return verifyBundle(await bundle(changes), { ...ASKED, ...asked });
}

// Made once: two signings of one release are two releases to a log.
export const FILES = await bundle();
export const passed = verifyBundle(FILES, ASKED);
export const SEEN: GateState = passed.ok ? passed.state : (undefined as never);

export const roster2: Roster = { ...roster1, number: 2, previous: digestOf(roster1) };
export const both = [ANA, OLGA];
export const rosters = (document: Roster, by = both) => [
  { document: roster1, by: both },
  { document, by },
];
export const rosters2 = rosters(roster2);
export const ruleSet2: RuleSet = { ...ruleSet1, number: 2, previous: digestOf(ruleSet1) };
export const ruleSets = (document: RuleSet, by = both) => [
  { document: ruleSet1, by: both },
  { document, by },
];
export const without = (who: { human: string }): Roster => ({
  ...roster2,
  humans: roster2.humans.filter(({ id: human }) => human !== who.human),
});
