import type { Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import type { RequirementCase } from '../../requirement/requirement-case.ts';

/** Lists of a rule as the API writes it; those that are absent mean nothing or, for names, anything. */
export interface RuleLists {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Rules of a case and where they hold; null: everywhere. */
export interface PlacedRules {
  readonly rules: readonly RuleLists[];
  readonly namespaces: readonly string[] | null;
}

/**
 * The rules that allow exactly the requests of a case, or why RBAC has none: it knows no beginnings (`pre*`) but of paths,
 * no subresources without a base, no requests without a name or a namespace alone.
 */
export function rulesOfCase(one: RequirementCase): PlacedRules | { readonly why: string } {
  const words = new Words(one);
  const verbs = words.exact('verbs') ?? ['*'];
  const isAboutPaths = words.has('paths');
  const isAboutResources = OF_RESOURCES.some((word) => words.has(word));
  const names = words.exact('names');
  const resources: RuleLists = {
    verbs,
    apiGroups: words.exact('apiGroups') ?? ['*'],
    resources: resourcesOf(words),
    ...(names === null ? {} : { resourceNames: names }),
  };
  const paths: RuleLists = { verbs, nonResourceURLs: words.texts('paths') ?? ['*'] };
  const namespaces = words.exact('namespaces');
  words.checkNamed('names', 'a name');
  words.checkNamed('namespaces', 'a namespace');
  if (words.why !== null) return { why: words.why };
  const rules = [...(isAboutPaths ? [] : [resources]), ...(isAboutResources ? [] : [paths])];
  return { rules, namespaces };
}

const OF_RESOURCES: readonly string[] = [
  'apiGroups',
  'resources',
  'subresources',
  'names',
  'namespaces',
];

/** A base alone, `base/sub`, or `*`, which is every base with and without subresources. */
function resourcesOf(words: Words): readonly string[] {
  const bases = words.texts('resources');
  const subs = words.texts('subresources');
  if (subs === null) {
    for (const base of bases ?? []) words.checkResource(base);
    return bases === null || bases.includes('*') ? ['*'] : bases;
  }
  return (bases ?? ['*']).flatMap((base) =>
    subs.map((sub) => {
      if (sub === '' && base === '*') words.problem('every resource without its subresources');
      const text = sub === '' ? base : `${base}/${sub}`;
      words.checkResource(text);
      return text;
    }),
  );
}

/** The words of a case, and the first thing in them that RBAC cannot say. */
class Words {
  why: string | null = null;
  readonly #one: RequirementCase;

  constructor(one: RequirementCase) {
    this.#one = one;
  }

  has(word: string): boolean {
    return this.#one[word] !== undefined;
  }

  texts(word: string): readonly string[] | null {
    const value: Json | undefined = this.#one[word];
    return value === undefined ? null : sortedList([value].flat().map(String));
  }

  /** Texts without beginnings; null: anything. */
  exact(word: string): readonly string[] | null {
    const texts = this.texts(word);
    if (texts === null || texts.includes('*')) return null;
    for (const text of texts)
      if (text.includes('*')) this.problem(`\`${word}\` that begin with \`${text.slice(0, -1)}\``);
    return texts;
  }

  checkNamed(word: string, what: string): void {
    if (this.texts(word)?.includes('') === true) this.problem(`requests without ${what} alone`);
  }

  checkResource(text: string): void {
    const [base = '', sub] = text.split('/');
    if (text === '*') return;
    if (sub === '*') this.problem(`every subresource of \`${base}\` and not \`${base}\``);
    else if (base !== '*' && text.includes('*'))
      this.problem(`resources that begin with \`${base.replace('*', '')}\``);
    else if (sub?.includes('*')) this.problem(`subresources that begin with \`${sub}\``);
  }

  problem(why: string): void {
    this.why ??= `RBAC cannot say ${why}`;
  }
}
