import { conditionWords, MOST_VALUES, type Written } from '../aws-iam/words/condition-words.ts';
import { joined, quote } from '../aws-iam/words/quote.ts';
import { narrowed } from '../aws-iam/words/when-words.ts';
import type { Verdict } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import { describeWitness } from './describe-witness.ts';
import type {
  DenialResult,
  Summary,
  SummaryClass,
  SummaryPossibleClass,
  UnderGrant,
} from './summary.ts';

/** A Summary in sentences, the most important first. */
export interface DescribedSummary {
  readonly headline: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

const HEADLINES: Readonly<Record<Verdict, string>> = {
  equivalent: 'No change in access: the new policy allows exactly what the old one does.',
  narrower: 'Less access: the new policy allows nothing new and takes something away.',
  broader: 'More access: the new policy allows something new and takes nothing away.',
  incomparable:
    'More and less access: the new policy allows something new and takes something away.',
  undetermined: 'Not decided: part of the change depends on something this analysis does not read.',
};

/** What a reviewer reads: made by analysis alone, no free text of anyone else. */
export function describeSummary(summary: Summary): DescribedSummary {
  const { newlyAllowed, newlyDenied, possible, requirementFit, denials, assumptions } = summary;
  const classes = (one: SummaryClass): string[] => classLines(one, summary.language);
  return {
    headline: headlineOf(summary),
    sections: [
      {
        title: 'Newly allowed',
        lines: orNone(newlyAllowed.flatMap(classes), noneLine(summary.allowed, 'allowed')),
      },
      {
        title: 'No longer allowed',
        lines: orNone(newlyDenied.flatMap(classes), noneLine(summary.denied, 'denied')),
      },
      ...optional(
        'Not decided',
        possible.flatMap((one) => possibleLines(one, summary.language)),
      ),
      { title: 'Must stay denied', lines: denials.map(denialLine) },
      {
        title: 'Required access',
        lines: orNone(
          requirementFit.under.map(underLine),
          'Everything the requirement asks for is allowed.',
        ),
      },
      {
        title: 'Beyond the requirement',
        lines: orNone(
          requirementFit.over.flatMap(classes),
          'Nothing beyond the requirement is allowed.',
        ),
      },
      { title: 'Taken for granted', lines: assumptions.map(sentence) },
    ],
  };
}

function headlineOf(summary: Summary): string {
  if (summary.from === null && summary.verdict === 'broader') {
    return 'First policy: nothing was in force before, so all it allows is new.';
  }
  if (summary.verdict === 'undetermined' && summary.allowed === 'some') {
    return 'More access for certain, and part of the change is not decided.';
  }
  return HEADLINES[summary.verdict];
}

function noneLine(found: Summary['allowed'], direction: 'allowed' | 'denied'): string {
  const what = direction === 'allowed' ? 'newly allowed' : 'taken away';
  return found === 'none'
    ? `Proved: nothing is ${what}.`
    : `Nothing is ${what} for certain; see what is not decided.`;
}

/** The sentence, what it cuts short in full, and one request. */
function classLines(one: SummaryClass, language: LanguageName): string[] {
  const example = one.witness === null ? [] : [`  For example ${describeWitness(one.witness)}.`];
  return [sentence(one.summary), ...detailLines(one, language), ...example];
}

/** Sentences name this many statements; the rest stands below. */
const STATEMENTS_NAMED = 3;

function detailLines(one: SummaryClass, language: LanguageName): string[] {
  const { summary, actions, resources, conditions, from, to } = one;
  const quoted = (texts: readonly string[]): string => texts.map(quote).join(', ');
  const isTold = (texts: readonly string[]): boolean =>
    texts.every((text) => partsOf(text).every((part) => summary.includes(quote(part))));
  const { when, not } = narrowed(conditions);
  const isSaid = (list: readonly Written[]): boolean =>
    list.every((one) => isInSentence(one) || summary.includes(wordsOf(one)));
  const long = [...when, ...not].filter(({ values }) => values.length > MOST_VALUES);
  const isCounted = from.length > STATEMENTS_NAMED || to.length > STATEMENTS_NAMED;
  return [
    ...(isTold(actions) ? [] : [`  Actions: ${quoted(actions)}.`]),
    ...(isTold(resources) ? [] : [`  Resources: ${quoted(resources)}.`]),
    ...(isSaid(when) ? [] : [`  Only when ${joined(when.map(wordsOf))}.`]),
    ...(isSaid(not) ? [] : [`  Not when ${joined(not.map(wordsOf), 'or')}.`]),
    ...long.map(({ key, values }) => `  Values of ${quote(key)}: ${quoted(values)}.`),
    ...(isCounted ? [`  By ${statementsText(one, language)}.`] : []),
  ];
}

/** Names that sentences of RBAC list in full. */
const NAMES_TOLD = 4;

/** Where and for whom, as RBAC has it: the sentence itself says so. */
function isInSentence({ operator, values }: Written): boolean {
  return operator === 'is' && values.length <= NAMES_TOLD;
}

function wordsOf(condition: Written): string {
  const { operator, key, values } = condition;
  if (operator !== 'is') return conditionWords(condition);
  return `${quote(key)} is ${joined(values.map(quote), 'or')}`;
}

/** The patterns of an entry; of everything there is nothing to tell. */
function partsOf(text: string): readonly string[] {
  return text.split(/ except | and |, /).filter((part) => part !== '*');
}

/** What a canonical policy of each language is a list of. */
const ELEMENTS: Readonly<Record<LanguageName, string>> = {
  'aws-iam': 'statement',
  'kubernetes-rbac': 'object',
  grants: 'grant',
};

function statementsText({ from, to }: SummaryClass, language: LanguageName): string {
  const element = ELEMENTS[language];
  const numbered = (indexes: readonly number[]): string =>
    indexes.map((index) => index + 1).join(', ');
  const parts = [
    ...(to.length > 0 ? [`new policy, ${element} ${numbered(to)}`] : []),
    ...(from.length > 0 ? [`old policy, ${element} ${numbered(from)}`] : []),
  ];
  return parts.join('; ');
}

function possibleLines(one: SummaryPossibleClass, language: LanguageName): string[] {
  const [first = '', ...rest] = classLines(one, language);
  return [
    `Possibly ${first.charAt(0).toLowerCase()}${first.slice(1)}`,
    ...rest,
    language === 'kubernetes-rbac'
      ? `  Because ${one.reason}.`
      : `  It ${one.reason.replace(/^it /, '')}.`,
  ];
}

function denialLine({ case: id, verdict, kind, witness, reason }: DenialResult): string {
  if (verdict === 'refuted') {
    return `\`${id}\` is NOT denied: the policy allows ${witness === null ? 'it' : describeWitness(witness)}.`;
  }
  if (verdict === 'undetermined') return `\`${id}\` is not decided: ${reason ?? 'no reason'}.`;
  return kind === 'explicit'
    ? `\`${id}\` is proved denied by an explicit Deny, which no other grant undoes.`
    : `\`${id}\` is proved denied because nothing here allows it; another policy on the same identity could.`;
}

function underLine({ case: id, verdict, witness, reason }: UnderGrant): string {
  if (verdict === 'refuted') {
    return `\`${id}\` is NOT fully allowed: the policy does not allow ${witness === null ? 'it' : describeWitness(witness)}.`;
  }
  return `\`${id}\` is not decided: ${reason ?? 'no reason'}.`;
}

function orNone(lines: readonly string[], none: string): readonly string[] {
  return lines.length > 0 ? lines : [none];
}

function optional(
  title: string,
  lines: readonly string[],
): { title: string; lines: readonly string[] }[] {
  return lines.length > 0 ? [{ title, lines }] : [];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
