import type { RosterView, RuleSetView } from '@countersign/api';
import { parseSshPublicKey, sha256, sshFingerprint, toHex, utf8 } from '@countersign/evidence';
import { named, type People } from '../client/people.ts';
import { inert } from './layout.ts';
import {
  coversWords,
  guardrailWords,
  inputWords,
  type RiskRules,
  whenWords,
} from './risk-rules-table.ts';
import { conditionWords, peopleWords, requiresWords, vetoWords } from './rule-set-table.ts';

type Roster = RosterView['document'];
type RuleSet = RuleSetView['document'];
type Human = Roster['humans'][number];

/** What a version of the law says: for each thing it names, its properties in words. */
export type LawFacts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A Roster in words: the quorum, every human with keys as fingerprints, groups and service keys. */
export function rosterFacts(roster: Roster, people: People): LawFacts {
  const { quorum, humans, groups, serviceKeys, number: _number, previous: _, ...rest } = roster;
  return byName([
    ['the Roster', remaining(rest)],
    ['quorum', { needs: `${quorum.threshold} of ${names(quorum.humans, people)}` }],
    ...humans.map((one) => [`human ${person(one.id, people)}`, humanFacts(one)] as const),
    ...groups.map(({ name, members }) => {
      const each = members.map(({ human, until }) => `${person(human, people)}${ends(until)}`);
      return [`group ${inert(name)}`, { members: each.join(', ') || 'nobody' }] as const;
    }),
    ...serviceKeys.map((key) => {
      const print = toHex(sha256(utf8(key.publicKey))).slice(0, 16);
      const title = `${key.use} key ${key.type} sha256:${print}`;
      return [title, { 'in force': span(key.since, key.until) }] as const;
    }),
  ]);
}

/** A RuleSet in words: every rule with its place and what it requires, the Environments, and all else that gates. */
export function ruleSetFacts(ruleSet: RuleSet, people: People = {}): LawFacts {
  const { rules, environments, number: _number, previous: _, ...rest } = ruleSet;
  const { rosterNumber, reviewTtlSeconds, ...others } = withoutRisk(rest);
  const whole = {
    'made for': `Roster ${rosterNumber}`,
    'a review lasts': seconds(reviewTtlSeconds),
    ...remaining(others),
  };
  return byName([
    ['the RuleSet', whole],
    ...rules.map((rule, index) => {
      const facts = {
        place: String(index + 1),
        when: conditionWords(rule.if),
        needs: `${requiresWords(rule.requires)}${peopleWords(rule)}`,
        veto: vetoWords(rule.deny),
      };
      return [`rule ${inert(rule.name)}`, facts] as const;
    }),
    ...environments.map((one) => {
      const facts = {
        class: inert(one.class),
        'at least': one.minimumAssurance,
        'on lapse': one.onLapse,
        'at most': seconds(one.maxValiditySeconds),
      };
      return [`environment ${inert(one.name)}`, facts] as const;
    }),
    ...(ruleSet.v === 1 ? [] : riskFacts(ruleSet, people)),
  ]);
}

function withoutRisk<T extends object>(
  rest: T,
): Omit<T, 'tierRules' | 'appetite' | 'guardrails' | 'exceptions' | 'inputs'> {
  const named = ['tierRules', 'appetite', 'guardrails', 'exceptions', 'inputs'];
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !named.includes(name))) as T;
}

type Fact = readonly [string, Readonly<Record<string, string>>];

/** Everything RuleSet v2 has beside approval rules, each by a name that stays the same from version to version. */
function riskFacts(document: RiskRules, people: People): readonly Fact[] {
  return [
    ...document.tierRules.map(
      (rule): Fact => [
        `tier rule ${inert(rule.code)}`,
        {
          tier: rule.tier,
          when: whenWords(rule.when),
          because: inert(rule.because),
          lower: inert(rule.lower),
        },
      ],
    ),
    ...document.appetite.map(
      (one): Fact => [
        `appetite in ${inert(one.environment)} for ${one.dataClass === null ? 'any data' : inert(one.dataClass)}`,
        {
          accepted: `up to ${one.upTo} by ${person(one.acceptedBy, people)}`,
          'in force': span(one.since, one.until),
        },
      ],
    ),
    ...document.guardrails.map(
      (one): Fact => [
        `guardrail ${inert(one.name)}`,
        {
          kind: `${one.kind}, ${one.severity}`,
          what: guardrailWords(one),
          why: inert(one.why),
          frameworks:
            one.frameworks.map((f) => inert(`${f.framework} ${f.id}`)).join(', ') || 'none',
          owner: person(one.owner, people),
          'in force': one.until === null ? 'no end' : `until ${one.until}`,
        },
      ],
    ),
    ...document.exceptions.map(
      (one): Fact => [
        `exception ${inert(one.name)}`,
        {
          id: one.id,
          covers: coversWords(one),
          why: inert(one.why),
          'made up for by':
            one.compensatingControl === null ? 'nothing' : inert(one.compensatingControl),
          owner: person(one.owner, people),
          'in force': span(one.since, one.until),
        },
      ],
    ),
    ...document.inputs.map((one): Fact => [`input ${one.kind}`, { age: inputWords(one) }]),
  ];
}

function humanFacts(human: Human): Record<string, string> {
  const { id: _, roles, accepts, credentials, since, until, commitment } = human;
  return {
    roles: roles.map(inert).join(', ') || 'none',
    accepts:
      accepts
        .map((one) => `up to ${one.upTo} in ${inert(one.environment)}${ends(one.until)}`)
        .join(', ') || 'nothing',
    keys: credentials.map(keyWords).join(', ') || 'none',
    'in force': span(since, until),
    'name digest': commitment,
  };
}

function keyWords(key: Human['credentials'][number]): string {
  const parsed = parseSshPublicKey(key.publicKey);
  const print = parsed.ok ? sshFingerprint(parsed.value) : inert(key.publicKey);
  const site = key.rpId === null ? '' : ` at ${inert(key.rpId)}`;
  return `${print} (${key.type}, ${key.assurance}${site}, ${span(key.since, key.until)}, ${key.id})`;
}

// What this program has no words for stands as it is: nothing is signed unseen.
function remaining(rest: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [inert(name), inert(JSON.stringify(value))]),
  );
}

function byName(
  entries: readonly (readonly [string, Readonly<Record<string, string>>])[],
): LawFacts {
  const facts = new Map<string, Readonly<Record<string, string>>>();
  for (const [name, value] of entries) {
    let key = name;
    for (let again = 2; facts.has(key); again += 1) key = `${name} (${again})`;
    facts.set(key, value);
  }
  return facts;
}

function person(id: string, people: People): string {
  const name = named(id, people);
  return name === id ? id : `${name} (${id})`;
}

function names(ids: readonly string[], people: People): string {
  return ids.map((id) => person(id, people)).join(', ');
}

function span(since: string, until: string | null): string {
  return `since ${since}${ends(until)}`;
}

function ends(until: string | null): string {
  return until === null ? '' : ` until ${until}`;
}

function seconds(count: number): string {
  return count % DAY_SECONDS === 0 ? `${count / DAY_SECONDS} days` : `${count} seconds`;
}

const DAY_SECONDS = 86_400;
