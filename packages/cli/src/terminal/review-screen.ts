import { named } from '../client/people.ts';
import type { CandidateView, ReviewView } from '../client/views.ts';
import { type CaseDocument, caseText } from './case-text.ts';
import { checksText } from './checks-text.ts';
import { fields, heading, inert, wrap } from './layout.ts';
import { readablePolicy } from './policy-text.ts';
import { ruleTreeText } from './rule-tree.ts';
import type { Style } from './style.ts';
import { survivorsText } from './survivors-text.ts';
import { textDiff } from './text-diff.ts';

/** The sentences analysis makes of a Summary. */
export interface Described {
  readonly headline: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

/**
 * What a reviewer sees, in the order of DESIGN section 6: the change in sentences made by analysis, the checks, tier
 * and reasons, who must approve and who cannot, the requirement and other people's words, the text diff last.
 */
export function reviewScreen(
  view: CandidateView,
  described: Described | null,
  style: Style,
): string {
  const parts = [
    top(view, style),
    described === null ? notVerified(view) : change(described, style),
    checksText(view.verification?.checks ?? [], style),
    survivorsText(view, style),
    risk(view, style),
    rule(view, style),
    requirement(view, style),
    words(view.reviews, style),
    `${heading('Canonical text', style)}\n${textDiff(readablePolicy(view.fromText), readablePolicy(view.toText), style)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Why there is no Summary, where the server knows. */
function notVerified({ note }: CandidateView): string {
  return note === undefined ? 'not verified yet' : `not verified yet: ${inert(note)}`;
}

function top(view: CandidateView, style: Style): string {
  const authors = view.authors.map((id) => named(id, view.people)).join(', ');
  return [
    style.bold(
      `${inert(view.policy.name ?? view.policy.id)} in ${inert(view.environment)} (${inert(view.environmentClass ?? 'no class')})`,
    ),
    fields(
      [
        ['candidate', `${view.id}, revision ${view.revision}, by ${authors}`],
        ['state', view.state],
        ['from', view.from ?? 'nothing'],
        ['to', view.to],
        ['presented', view.presented ?? 'nothing yet'],
        ...provenance(view),
      ],
      style,
    ),
  ].join('\n');
}

/** Which program made the content, and from what: it gives it no weight. */
function provenance({ provenance: of }: CandidateView): [string, string][] {
  if (of === undefined) return [];
  const tool = of.tool === null ? '' : ` by ${inert(of.tool)} ${inert(of.version ?? '')}`;
  const from = of.inputs.map(({ name, digest, takenAt }): [string, string] => [
    `from ${inert(name)}`,
    takenAt === null ? digest : `${digest} of ${takenAt}`,
  ]);
  return [['made', `from ${of.source}${tool}`.trimEnd()], ...from];
}

function change(described: Described, style: Style): string {
  const sections = described.sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) =>
      [style.bold(inert(title)), ...lines.map((line) => wrap(inert(line), '  ', style.width))].join(
        '\n',
      ),
    );
  return [
    `${heading('The change', style)}\n${wrap(inert(described.headline), '', style.width)}`,
    ...sections,
  ].join('\n\n');
}

function risk(view: CandidateView, style: Style): string {
  const reasons = view.reasons.map(inert).join(', ') || 'none given';
  const { reasons: rules = [], lower = [] } = view.assessment ?? {};
  const line = (text: string) => wrap(inert(text), '  ', style.width);
  return [
    heading('Tier', style),
    `${view.tier ?? 'not assessed'}: ${reasons}`,
    ...rules.map(({ code, tier, because }) => line(`- ${code} (${tier}): ${because}`)),
    ...lower.map((one) => line(`to lower it: ${one}`)),
  ].join('\n');
}

function rule(view: CandidateView, style: Style): string {
  const disqualified = whoCannot(view).map(
    ([name, whys]) => `${style.yellow('-')} cannot approve: ${name} (${whys.join(', ')})`,
  );
  const tree = view.ruleTree === null ? [] : [ruleTreeText(view.ruleTree, view.people, style)];
  if (tree.length + disqualified.length === 0) return '';
  return [heading('Who must approve', style), ...tree, ...disqualified].join('\n');
}

/** Each disqualified human once, with every reason. */
function whoCannot(view: CandidateView): [string, string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { human, why } of view.submission?.inputs.disqualified ?? []) {
    const name = named(human, view.people);
    reasons.set(name, [...(reasons.get(name) ?? []), why]);
  }
  return [...reasons];
}

function requirement(view: CandidateView, style: Style): string {
  const { document, purpose } = view.requirement;
  const cases = (list: readonly CaseDocument[]) =>
    list.map((one) => wrap(caseText(one), '    ', style.width));
  return [
    heading('The requirement (written by people)', style),
    wrap(inert(purpose ?? '(erased)'), '  ', style.width),
    `  owner ${named(document.owner, view.people)}, backup ${named(document.backupOwner, view.people)}, until ${document.expires}`,
    '  must allow',
    ...cases(document.allow),
    '  must stay denied',
    ...cases(document.deny),
  ].join('\n');
}

function words(reviews: readonly ReviewView[], style: Style): string {
  if (reviews.length === 0) return '';
  const lines = reviews.map((review) => {
    const void_ = review.void === null ? '' : style.yellow(` (void: ${inert(review.void)})`);
    const said =
      review.reason === null ? '' : `\n${wrap(inert(review.reason), '    ', style.width)}`;
    return `${review.kind}${void_} by ${inert(review.name ?? review.human)}, human, ${review.at}${said}`;
  });
  return [heading('Reviews (written by people)', style), ...lines].join('\n');
}
