import { type ChangesReading, isLimit, NO_LIMIT, type PolicyChange } from '../policy-change.ts';
import { type Parsed, quoted } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { own } from './own.ts';
import { policiesOf } from './policies-of.ts';
import { Resolver, type StackOptions } from './resolver.ts';
import { readTemplate, type Template } from './template.ts';
import type { TemplatePolicy } from './template-policy.ts';

/** What is known beside a template. */
export interface CloudFormationOptions extends StackOptions {
  /** The template that is in force; without it everything is new. */
  readonly previous?: string;
  /** Documents of managed policies that the template attaches and does not make, by ARN. */
  readonly managedPolicies?: ReadonlyMap<string, string>;
}

/**
 * Compares the policies of a CloudFormation template (JSON or YAML) with those of the one before. Functions are resolved
 * where parameters, pseudo parameters and names in the template allow; a policy that depends on something else is
 * undetermined, with its place. What is written alike and is not known is the same before and after. Refused: broken
 * text, and what is no template.
 */
export function readCloudFormation(
  text: string,
  options: CloudFormationOptions = {},
): Parsed<ChangesReading> {
  const after = readTemplate(text);
  const before = options.previous === undefined ? null : readTemplate(options.previous);
  const refusals = [after, before].flatMap((one) => (one === null || one.ok ? [] : one.refusals));
  if (!after.ok || before?.ok === false) return { ok: false, refusals };
  const old = before === null ? [] : read(before.value, options);
  const now = read(after.value, options);
  const keys = new Set([...old, ...now].map(keyOf));
  const olds = new Map(old.map((one) => [keyOf(one), one]));
  const nows = new Map(now.map((one) => [keyOf(one), one]));
  const holders = { before: before?.value.resources ?? {}, after: after.value.resources };
  const changes = [...keys].flatMap((key) => changeOf(olds.get(key), nows.get(key), holders));
  const isAssumed = old.some(
    (one) => one.text === null && nows.get(keyOf(one))?.print === one.print,
  );
  return {
    ok: true,
    value: {
      changes,
      unchanged: keys.size - changes.length,
      unresolved: macros(after.value),
      ...(isAssumed
        ? {
            assumptions: [
              'what is not known and written alike in both templates is the same before and after',
            ],
          }
        : {}),
    },
  };
}

function read(template: Template, options: CloudFormationOptions): TemplatePolicy[] {
  const resolver = new Resolver(template, options);
  return policiesOf({ resolver, managed: options.managedPolicies ?? new Map() });
}

function keyOf({ address, attribute }: TemplatePolicy): string {
  return `${address}\n${attribute}`;
}

interface Holders {
  readonly before: Template['resources'];
  readonly after: Template['resources'];
}

function changeOf(
  old: TemplatePolicy | undefined,
  now: TemplatePolicy | undefined,
  holders: Holders,
): PolicyChange[] {
  const known = now ?? old;
  if (known === undefined || old?.print === now?.print) return [];
  const { address, attribute, layer } = known;
  const isGone = own(holders.after, address) === undefined;
  // With its holder a limit ends as well, and nothing is free of it; that of an organization holds for others.
  if (isGone && isLimit(layer) && layer !== 'scp' && layer !== 'rcp') return [];
  const absent = isLimit(layer) ? NO_LIMIT : null;
  return [
    {
      address,
      attribute,
      language: 'aws-iam',
      layer,
      action: actionOf(old, now),
      from: old === undefined ? absent : old.text,
      to: now === undefined ? absent : now.text,
      unresolved: [...(old?.unresolved ?? []), ...(now?.unresolved ?? [])],
    },
  ];
}

function actionOf(
  old: TemplatePolicy | undefined,
  now: TemplatePolicy | undefined,
): PolicyChange['action'] {
  if (old === undefined) return 'create';
  return now === undefined ? 'delete' : 'update';
}

/** Macros that only change how a template is written, not what it says. */
const KNOWN_MACROS: readonly string[] = ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'];

function macros({ transforms }: Template): Unresolved[] {
  return transforms
    .filter((name) => !KNOWN_MACROS.includes(name))
    .map((name) => ({
      pointer: '/Transform',
      what: quoted(name),
      why: 'the macro may rewrite any part of the template',
    }));
}
