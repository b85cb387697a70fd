import { canonicalJson, type Json } from '../canonical/jcs.ts';
import type { RequirementCase } from '../requirement/requirement-case.ts';
import { allowsNone, hasRequest, requestAllowed } from './allows-none.ts';
import { type Suggesting, type Suggestion, type Survivor, suggestionsFor } from './suggestion.ts';
import type { SurvivingMutant } from './surviving-mutant.ts';
import type { Trial } from './surviving-mutants.ts';

/** Finds denials that catch mutants and that the candidate satisfies, both proved; one for as many mutants as it catches. */
export class Suggestions {
  private readonly trial: Trial;
  private readonly from: Suggesting;
  private readonly taken: Set<string>;
  /** Suggestions the candidate is proved to satisfy, with the mutants each catches, in the order they were made. */
  private readonly good: { readonly one: RequirementCase; readonly catches: Survivor[] }[] = [];
  private readonly judged = new Map<string, RequirementCase | null>();

  constructor(trial: Trial) {
    this.trial = trial;
    const { policy: inner }: { readonly policy: Json } = JSON.parse(trial.text);
    const { language, policy, steps } = trial;
    this.from = { language, policy, inner, steps };
    this.taken = new Set(trial.denials.map(({ id }) => id));
  }

  /** The survivors with their suggestions, those of the suggestion that catches most first. */
  forAll(survivors: readonly Survivor[]): SurvivingMutant[] {
    const without = survivors.filter((one) => !this.place(one));
    this.merge();
    const ordered = [...this.good].sort(
      (left, right) => right.catches.length - left.catches.length,
    );
    return [
      ...ordered.flatMap(({ one, catches }) =>
        catches.map((each) => this.survivingMutant(each, one)),
      ),
      ...without.map((each) => this.survivingMutant(each, null)),
    ];
  }

  /** Puts a survivor to the first suggestion that catches it. */
  private place(survivor: Survivor): boolean {
    const known = this.good.find(({ one }) => this.isSurelyCaught(survivor, one));
    if (known !== undefined) {
      known.catches.push(survivor);
      return true;
    }
    for (const suggestion of suggestionsFor(this.from, survivor)) {
      const one = this.satisfied(suggestion);
      if (one === null || !this.isCaught(survivor, one)) continue;
      const same = this.good.find((each) => each.one === one);
      if (same === undefined) this.good.push({ one, catches: [survivor] });
      else same.catches.push(survivor);
      return true;
    }
    return false;
  }

  /** The suggestion as a case, if the candidate is proved to satisfy it. */
  private satisfied({ name, pattern }: Suggestion): RequirementCase | null {
    const key = canonicalJson(pattern);
    const known = this.judged.get(key);
    if (known !== undefined) return known;
    const one: RequirementCase = { ...pattern, id: this.freeName(name) };
    const { language, policy, steps } = this.trial;
    const good = allowsNone(language, policy, one, steps).verdict === 'proved' ? one : null;
    if (good !== null) this.taken.add(good.id);
    this.judged.set(key, good);
    return good;
  }

  /** As far as it costs little: a proof that a long list of actions meets nothing is dear, and most lists meet nothing. */
  private isSurelyCaught(survivor: Survivor, one: RequirementCase): boolean {
    const { language } = this.trial;
    return language.name === 'aws-iam'
      ? hasRequest(language, one, survivor.witness)
      : this.isCaught(survivor, one);
  }

  private isCaught({ policy, witness: known }: Survivor, one: RequirementCase): boolean {
    const { language, steps } = this.trial;
    return requestAllowed(language, { policy, known }, one, steps) !== null;
  }

  /** Suggestions that differ in one list alone become one, where the candidate satisfies that too. */
  private merge(): void {
    const kept: typeof this.good = [];
    for (const next of this.good) {
      const merged = kept.map(({ one }) => this.merged(one, next.one));
      const index = merged.findIndex((one) => one !== null);
      const [one, first] = [merged[index], kept[index]];
      if (!one || first === undefined) kept.push(next);
      else kept[index] = { one, catches: [...first.catches, ...next.catches] };
    }
    this.good.splice(0, this.good.length, ...kept);
  }

  private merged(first: RequirementCase, second: RequirementCase): RequirementCase | null {
    if (nameOf(first) !== nameOf(second)) return null;
    const words = [...new Set([...Object.keys(first), ...Object.keys(second)])].filter(
      (word) => word !== 'id',
    );
    const different = words.filter((word) => textOf(first[word]) !== textOf(second[word]));
    const [word, ...others] = different;
    if (word === undefined || others.length > 0) return null;
    const [left, right] = [first[word], second[word]];
    if (!(isList(left) && isList(right))) return null;
    const list = [
      ...new Map(
        [...[left].flat(), ...[right].flat()].map((one: Json) => [textOf(one), one]),
      ).values(),
    ];
    const one: RequirementCase = { ...first, [word]: list, id: first.id };
    const { language, policy, steps } = this.trial;
    return allowsNone(language, policy, one, steps).verdict === 'proved' ? one : null;
  }

  private survivingMutant(
    { mutant: { id, kind, element, what }, policy, witness }: Survivor,
    suggestion: RequirementCase | null,
  ): SurvivingMutant {
    const { text } = this.trial.language.canonical(policy);
    return { id, kind, origin: element, what, policy: text, witness, suggestion };
  }

  private freeName(name: string): string {
    if (!this.taken.has(name)) return name;
    for (let number = 2; ; number += 1)
      if (!this.taken.has(`${name}-${number}`)) return `${name}-${number}`;
  }
}

/** The name without the number that makes it one of its own. */
function nameOf({ id }: RequirementCase): string {
  return id.replace(/-\d+$/, '');
}

/** A text stands for a list of one. */
function isList(value: Json | undefined): value is string | readonly Json[] {
  return typeof value === 'string' || Array.isArray(value);
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}
