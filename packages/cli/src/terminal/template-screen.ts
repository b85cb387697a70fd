import { documentOf } from '../approval/standing-statement.ts';
import { named } from '../client/people.ts';
import type { TemplateView } from '../client/views.ts';
import { type CaseDocument, caseText } from './case-text.ts';
import { checksText } from './checks-text.ts';
import { fields, heading, inert, wrap } from './layout.ts';
import { readablePolicy } from './policy-text.ts';
import type { Described } from './review-screen.ts';
import { ruleTreeText } from './rule-tree.ts';
import type { Style } from './style.ts';

/**
 * What whoever approves a template sees: what every instance may allow, in sentences made by analysis, its bounds, tier
 * and rule, what people wrote, and the texts last.
 */
export function templateScreen(
  view: TemplateView,
  described: Described | null,
  style: Style,
): string {
  const parts = [
    top(view, style),
    described === null ? 'not verified yet' : envelope(described, style),
    checksText(view.verification?.checks ?? [], style),
    bounds(view, style),
    `${heading('Tier', style)}\n${view.tier ?? 'not assessed'}: ${view.reasons.map(inert).join(', ') || 'none given'}`,
    rule(view, style),
    need(view, style),
    delegations(view, style),
    texts(view, style),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function top(view: TemplateView, style: Style): string {
  const authors = view.authors.map((id) => named(id, view.people)).join(', ');
  return [
    style.bold(
      `${inert(view.name)} in ${inert(view.environment)} (${inert(view.environmentClass ?? 'no class')})`,
    ),
    fields(
      [
        ['template', `${view.id}, revision ${view.revision}, by ${authors}`],
        ['state', stateText(view)],
        ['digest', view.digest],
        ['presented', view.presented ?? 'nothing yet'],
        ['live instances', String(view.live)],
      ],
      style,
    ),
  ].join('\n');
}

function stateText({ state, submission, ended, people }: TemplateView): string {
  if (ended !== null) {
    const why = ended.reason === null ? '' : `: ${inert(ended.reason)}`;
    return `${state} by ${named(ended.by, people)} at ${ended.at}${why}`;
  }
  return submission === null ? state : `${state}, valid until ${submission.validUntil}`;
}

function envelope(described: Described, style: Style): string {
  const sections = described.sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) =>
      [style.bold(inert(title)), ...lines.map((line) => wrap(inert(line), '  ', style.width))].join(
        '\n',
      ),
    );
  return [
    `${heading('What instances may allow, at the most', style)}\n${wrap(inert(described.headline), '', style.width)}`,
    ...sections,
  ].join('\n\n');
}

function bounds(view: TemplateView, style: Style): string {
  const document = documentOf(view);
  const { cap, selector, instantiators, timeToLiveSeconds, onLapse, release, sample } = document;
  const parameters = document.parameters.map((one) => `  ${inert(parameterText(one))}`);
  const whom = [
    ...(selector.externalIds ?? []).map((pattern) => `external id ${pattern}`),
    ...(selector.nhis ?? []).map((id) => `identity ${id}`),
  ];
  return [
    heading('Bounds', style),
    fields(
      [
        ['for', inert(whom.join(' or ') || 'any identity of the environment')],
        ['live at once', `${cap.perNhi} of an identity, ${cap.total} in total`],
        ['each lives', `${spanText(timeToLiveSeconds)} at most, on lapse ${onLapse}`],
        ['goes in force', release === 'automatic' ? 'at once' : 'when a human releases it'],
        ['drafted by', instantiators.map((id) => named(id, view.people)).join(', ')],
        ['looked at after', `${sample.perMille} of 1000, within ${spanText(sample.dueSeconds)}`],
        ['expires', document.expires],
      ],
      style,
    ),
    style.bold('parameters'),
    ...(parameters.length === 0 ? ['  none'] : parameters),
  ].join('\n');
}

type Parameter = ReturnType<typeof documentOf>['parameters'][number];

function parameterText(one: Parameter): string {
  const { name, kind, list, oneOf, pattern, maxLength, service, resourceType } = one;
  const bounds = [
    ...(list === null ? [] : [`${list.minItems} to ${list.maxItems} of them`]),
    ...(service === null ? [] : [`${service} ${resourceType}`]),
    ...(oneOf === null ? [] : [`one of ${oneOf.join(', ')}`]),
    ...(pattern === null ? [] : [`matching ${pattern}`]),
    ...(maxLength === null ? [] : [`${maxLength} characters at most`]),
  ];
  return `${name}: ${[kind, ...bounds].join(', ')}`;
}

function rule(view: TemplateView, style: Style): string {
  if (view.ruleTree === null) return '';
  const signed = view.signatures.map(
    ({ human, role, at, reason }) =>
      `signed by ${named(human, view.people)} as ${inert(role)}, ${at}${reason === null ? '' : `: ${inert(reason)}`}`,
  );
  const tree = ruleTreeText(view.ruleTree, view.people, style);
  return [heading('Who must approve', style), tree, ...signed].join('\n');
}

function need(view: TemplateView, style: Style): string {
  const { owner, backupOwner, need: cases } = documentOf(view);
  const lines = (list: readonly unknown[]) =>
    list.map((one) => wrap(caseText(one as CaseDocument), '    ', style.width));
  return [
    heading('What it is for (written by people)', style),
    wrap(inert(view.purpose ?? '(erased)'), '  ', style.width),
    `  owner ${named(owner, view.people)}, backup ${named(backupOwner, view.people)}`,
    '  may allow',
    ...lines(cases.allow),
    '  must stay denied',
    ...lines(cases.deny),
  ].join('\n');
}

function delegations(view: TemplateView, style: Style): string {
  if (view.delegations.length === 0) return '';
  const lines = view.delegations.map(
    ({ id, delegator, delegate, cap, until, revokedAt }) =>
      `${id}  ${named(delegator, view.people)} lets ${named(delegate, view.people)}: ${cap.perNhi} of an identity, ${cap.total} in total, ${revokedAt === null ? `until ${until}` : `revoked ${revokedAt}`}`,
  );
  return [heading('Delegations', style), ...lines].join('\n');
}

function texts(view: TemplateView, style: Style): string {
  const policy = JSON.stringify(JSON.parse(documentOf(view).policy), null, 2);
  const isSame = view.envelopeText === view.ceilingText;
  return [
    `${heading('The policy with its parameters', style)}\n${inertLines(policy)}`,
    `${heading('The envelope: no instance allows more', style)}\n${inertLines(readablePolicy(view.envelopeText))}`,
    `${heading('The ceiling: nor do all live instances of one identity together', style)}\n${isSame ? 'the same as the envelope' : inertLines(readablePolicy(view.ceilingText))}`,
  ].join('\n\n');
}

/** Lines are kept; within each nothing moves the cursor. */
function inertLines(text: string): string {
  return text.split('\n').map(inert).join('\n');
}

/** Seconds in the largest unit that says them exactly. */
export function spanText(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  const [size, unit] = units.find(([one]) => seconds % one === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
