import { describe, expect, test } from 'vitest';
import { addSeconds } from '../src/index.ts';
import { StandingWorld } from './standing-world.ts';
import { codes, human, named, sentences } from './world.ts';

const CLASS = {
  selector: { externalIds: ['ci-runner-*'], nhis: null },
  timeToLiveSeconds: 3600,
  onLapse: 'deny' as const,
  cap: { perNhi: 1, total: 1000 },
};

describe('one class approval for ephemeral identities (R31)', () => {
  test('lets a thousand of its class through, one by one, each on record, and not one more', () => {
    const world = new StandingWorld(CLASS).standing();
    const one = (name: string) => {
      const candidate = world.anotherNhi(name).verified(`policy-${name}`);
      return { candidate, opened: world.opened(name, named(name)) };
    };
    for (let at = 0; at < 1000; at += 1) {
      const { candidate, opened } = one(`ci-runner-${at}`);
      world.apply(candidate, opened);
    }
    const decisions = [...world.state.standingDecisions.values()];
    expect(new Set(decisions.map((d) => d.nhi)).size).toBe(1000);
    const next = one('ci-runner-1000');
    expect(sentences(world.tryApply(next.candidate, next.opened))).toEqual([
      '1000 instances of the template are live, 1000 may be',
    ]);
    // An hour later none of them lives any more, and there is room again.
    world.at = addSeconds(world.at, 3600);
    expect(codes(world.tryApply(next.candidate, next.opened))).toEqual([]);
  }, 120_000);

  test('rejects an identity outside the class, and one whose id is not the registered one', () => {
    const world = new StandingWorld(CLASS).standing();
    const stranger = world.anotherNhi('billing-service').verified('policy-1');
    const opened = world.opened('billing-service', named('billing-service'));
    expect(sentences(world.tryApply(stranger, opened))).toEqual([
      'the external id of the identity is of another class than the template is for',
    ]);
    const lie = world.opened('ci-runner-1', named('ci-runner-1'));
    expect(sentences(world.tryApply(stranger, lie))).toEqual([
      'the external id given is not the one the identity was registered with',
    ]);
    expect(codes(world.tryApply(stranger))).toEqual(['SELECTOR_MISMATCH']);
  });

  test('rejects the one whose access exceeds the ceiling; it goes to an ordinary review', () => {
    const world = new StandingWorld(CLASS).standing();
    const candidate = world.anotherNhi('ci-runner-7').verified('policy-1');
    const beyond = {
      ...world.opened('ci-runner-7', named('ci-runner-7')),
      proof: { passed: ['instantiates', 'within-envelope'], failed: ['within-ceiling'] },
    };
    expect(sentences(world.tryApply(candidate, beyond))).toEqual([
      '`within-ceiling` is not proved',
    ]);
    world.do(human('author'), world.submission(candidate));
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
  });

  test('is for one environment', () => {
    const world = new StandingWorld(CLASS).standing();
    const candidate = world.anotherNhi('ci-runner-1').verified('policy-1');
    const document = named('template-1');
    world.facts.templates.set(document, {
      ...world.document(),
      environment: 'prod/aws/222222222222',
    });
    const opened = world.opened('ci-runner-1', named('ci-runner-1'));
    expect(codes(world.tryApply(candidate, opened))).toContain('SELECTOR_MISMATCH');
  });
});
