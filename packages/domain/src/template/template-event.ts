import type { EventOf } from '../event.ts';
import { type Judged, versioned } from '../event-rule.ts';
import { refusal, unless } from '../refusal.ts';
import type { StandingRecord, TemplateCore, TemplateState, WorkspaceState } from '../state.ts';
import { type TemplateEventType, templateTransitions } from '../transitions.ts';
import type { Id, Refusal } from '../values.ts';

export type SubmittedTemplate = Extract<TemplateState, { readonly standing: StandingRecord }>;

/** Judges an event about an existing template: UNKNOWN_TEMPLATE and WRONG_STATE by the table, then `more`. */
export function judgeTemplate<T extends TemplateEventType>(
  judged: Judged<T>,
  more: (template: TemplateState) => readonly Refusal[],
): readonly Refusal[] {
  const template = judged.state.templates.get(judged.id);
  if (template === undefined) return unknownTemplate(judged.id);
  return [...judgeTemplateTransition(judged.event.type, template), ...more(template)];
}

/** As `judgeTemplate`, for events that need a submission. */
export function judgeSubmitted<T extends TemplateEventType>(
  judged: Judged<T>,
  more: (template: SubmittedTemplate) => readonly Refusal[],
): readonly Refusal[] {
  return judgeTemplate(judged, (template) => ('standing' in template ? more(template) : []));
}

/** WRONG_STATE unless the table lets the event happen in the template's state. */
export function judgeTemplateTransition(
  type: TemplateEventType,
  template: TemplateState,
): readonly Refusal[] {
  const from: readonly string[] = templateTransitions[type].from;
  return unless(
    from.includes(template.state),
    'WRONG_STATE',
    `the template is ${template.state}; this needs ${from.join(' or ')}`,
    { state: template.state, needed: from },
  );
}

/** UNKNOWN_TEMPLATE. */
export function unknownTemplate(id: Id): readonly Refusal[] {
  return [refusal('UNKNOWN_TEMPLATE', `there is no template \`${id}\``)];
}

/** Replaces a template by what an event makes of it. */
export function evolveTemplate(
  state: WorkspaceState,
  event: EventOf<TemplateEventType>,
  change: (template: TemplateState) => TemplateState,
): WorkspaceState {
  const { id, version } = versioned(event);
  const template = state.templates.get(id);
  if (template === undefined) return state;
  return { ...state, templates: state.templates.set(id, { ...change(template), version }) };
}

/** As `evolveTemplate`, for events about a submission; nothing changes where there is none. */
export function evolveStanding(
  state: WorkspaceState,
  event: EventOf<TemplateEventType>,
  change: (template: SubmittedTemplate) => TemplateState,
): WorkspaceState {
  return evolveTemplate(state, event, (t) => ('standing' in t ? change(t) : t));
}

/** What stays of a template when it leaves a phase. */
export function templateCoreOf(template: TemplateState): TemplateCore {
  const { id, version, environment, templateDigest, revision } = template;
  const { authors, agents, draftedAt, spentApprovals } = template;
  return {
    id,
    version,
    environment,
    templateDigest,
    revision,
    authors,
    agents,
    draftedAt,
    spentApprovals,
  };
}
