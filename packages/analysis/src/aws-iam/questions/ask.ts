import type { Cube } from '../../engine/search.ts';
import type { Finding } from '../../questions/answer.ts';
import type { AwsRequest, AwsSubject } from '../model.ts';
import type { ColonRule } from '../replay/glob.ts';
import { type ReadDocument, readDocument } from '../replay/read-document.ts';
import { replayClaim, replayStack } from '../replay/replay-claim.ts';
import type { ReplayStack } from '../replay/stack.ts';
import { isStack } from '../subject.ts';
import { type Exploration, explore, reasonOf } from '../translate/explore.ts';
import type { Flag } from '../translate/fields.ts';
import { focusOf, type Question } from '../translate/focus.ts';
import type { Reading } from '../translate/reading.ts';
import { isText } from '../translate/region-items.ts';
import { flagsOf, type Region, regionKey } from '../translate/regions.ts';
import type { Session } from '../translate/session.ts';
import { type Choice, requestOf } from '../translate/witness.ts';
import { replayable } from './replayable.ts';

/** A region with its witness, replayed; a witness is null where none could be shown. */
export interface Found {
  readonly region: Region;
  /** The readings under which it is found; the witness replays under the first that gives one. */
  readonly readings: readonly Reading[];
  readonly witness: AwsRequest | null;
  /** Truth values the region hangs on, where there is no witness. */
  readonly open: readonly Flag[];
}

/** What a question came to. No region at all and nothing in `stopped`: proved that there is no such request. */
export interface Answer {
  readonly certain: readonly Found[];
  readonly possible: readonly Found[];
  readonly stopped: readonly string[];
  readonly findings: readonly Finding[];
  readonly readings: readonly Reading[];
  readonly steps: number;
}

const COLON_RULES: Readonly<Record<Reading, ColonRule>> = {
  wide: 'crosses',
  'segment-end': 'crosses-at-segment-end',
  segments: 'stays',
};

const CHOICES: readonly Choice[] = ['fresh', 'sample', 'absent'];

/** Most cubes of one region that are tried for a witness. */
const MAX_TRIES = 64;

/** Asks under every reading that can differ, makes a witness for each region and has it replayed. */
export function ask(question: Question, session: Session): Answer {
  session.budget.restart();
  const focus = focusOf(question, session);
  const gathered = new Gathering(question, session);
  for (const reading of focus.isSettled ? [] : focus.readings)
    gathered.add(explore(question, reading, focus, session));
  return { ...gathered.answer(), readings: focus.readings, steps: session.budget.spent };
}

class Gathering {
  private readonly question: Question;
  private readonly session: Session;
  private readonly certain = new Map<string, Found>();
  private readonly possible = new Map<string, Found>();
  private readonly readings = new Map<string, Reading[]>();
  private readonly stopped = new Set<string>();
  private readonly findings: Finding[] = [];
  private documents: Documents | undefined;

  constructor(question: Question, session: Session) {
    this.question = question;
    this.session = session;
  }

  add({ regions, reading, stopped }: Exploration): void {
    if (stopped !== null) this.stopped.add(stopped);
    for (const region of regions) {
      const key = regionKey(region);
      const readings = this.readings.get(key) ?? [];
      readings.push(reading);
      this.readings.set(key, readings);
      if (this.certain.has(key)) continue;
      const found = { region, readings, ...this.show(region, reading) };
      (found.witness === null ? this.possible : this.certain).set(key, found);
    }
  }

  answer(): Pick<Answer, 'certain' | 'possible' | 'stopped' | 'findings'> {
    return {
      certain: [...this.certain.values()],
      possible: [...this.possible]
        .filter(([key]) => !this.certain.has(key))
        .map(([, found]) => found),
      stopped: [...this.stopped],
      findings: this.findings,
    };
  }

  /** Tries cube after cube; the replay says which request is a witness. */
  private show(region: Region, reading: Reading): Pick<Found, 'witness' | 'open'> {
    const cubes = [region.cube, ...region.others].slice(0, MAX_TRIES);
    try {
      const witness = this.session.budget.showing(() => this.firstWitness(cubes, reading));
      if (witness !== undefined) return { witness, open: [] };
    } catch (error) {
      this.stopped.add(reasonOf(error));
    }
    const open = cubes.flatMap((cube) => flagsOf(cube, this.session).map(({ flag }) => flag));
    return { witness: null, open: [...new Set(open)] };
  }

  private firstWitness(cubes: readonly Cube[], reading: Reading): AwsRequest | undefined {
    for (const cube of cubes) {
      const witness = this.witness(cube, reading);
      if (witness !== undefined) return witness;
    }
    return undefined;
  }

  private witness(cube: Cube, reading: Reading): AwsRequest | undefined {
    const flags = flagsOf(cube, this.session);
    const has = (kind: Flag['kind']): boolean => flags.some(({ flag }) => flag.kind === kind);
    // What AWS leaves open no request can settle.
    if (has('doubt')) return undefined;
    this.session.budget.charge(sizeOf(cube));
    const asksAll = flags.some(({ flag, holds }) => flag.kind === 'reading' && holds);
    const isExact = !has('variable') && !has('opaque');
    return (has('variable') ? CHOICES : ONE)
      .map((choice) => requestOf(cube, choice, this.session))
      .find((request) => {
        if (request === undefined) return false;
        const isWitness = this.replays(request, reading, asksAll ? 'every' : 'some');
        if (!isWitness && isExact) this.mismatch(request);
        return isWitness;
      });
  }

  private mismatch({ action, resource }: AwsRequest): void {
    const message = `the witness \`${action}\` on \`${resource}\` did not replay`;
    this.findings.push({ code: 'WITNESS_MISMATCH', message, severity: 'error' });
    this.stopped.add('a witness did not replay');
  }

  private replays(request: AwsRequest, reading: Reading, several: 'some' | 'every'): boolean {
    this.documents ??= documentsOf(this.question, this.session);
    const { length } = request.resource;
    // The replay walks each pattern of a text along the resource.
    this.session.budget.charge(Math.floor((length * this.documents.length) / 4096));
    const claim = { request, rule: COLON_RULES[reading], several };
    const { sets, stacks } = this.documents;
    return replayClaim({ ...sets, ...claim }) && replayStack({ ...stacks, ...claim });
  }
}

const ONE: readonly Choice[] = ['sample'];

/** The subjects of a question as the replay reads them. */
interface Documents {
  readonly sets: { readonly inside: ReadDocument[][]; readonly outside: ReadDocument[][] };
  readonly stacks: { readonly inside: ReplayStack[]; readonly outside: ReplayStack[] };
  /** Characters of all texts. */
  readonly length: number;
}

function documentsOf({ inside, outside }: Question, session: Session): Documents {
  const sets = (subjects: readonly AwsSubject[]): ReadDocument[][] =>
    subjects.flatMap((one) =>
      isStack(one) ? [] : [one.map((policy) => session.once(policy, readDocument))],
    );
  const stacks = (subjects: readonly AwsSubject[]): ReplayStack[] =>
    subjects.flatMap((one) => (isStack(one) ? [replayable(one)] : []));
  return {
    sets: { inside: sets(inside), outside: sets(outside) },
    stacks: { inside: stacks(inside), outside: stacks(outside) },
    length: session.policies.reduce((sum, { source }) => sum + source.length, 0),
  };
}

/** Steps of making a request: its texts are matched with the patterns of the cube. */
function sizeOf(cube: Cube): number {
  const pieces = cube.filter(isText).flatMap((value) => value.pieces.slice(0, 1));
  const tokens = pieces.flatMap(({ all, none }) => [...all, ...none]);
  const size = tokens.reduce((sum, pattern) => sum + pattern.tokens.length, 0);
  return Math.floor((size * size) / 4096);
}
