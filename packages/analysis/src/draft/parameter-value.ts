import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { findInvisible } from '../parse/text.ts';
import { typedArn } from './resource-type.ts';
import type { ParameterKind, TemplateParameter } from './template.ts';

/** Why a text is no value of a parameter, in words that follow its name; null: it is one. */
export function whyNot(parameter: TemplateParameter, value: string): string | null {
  if (value === '') return 'is empty';
  if (value.length > (parameter.maxLength ?? LONGEST[parameter.kind]))
    return `is longer than ${parameter.maxLength ?? LONGEST[parameter.kind]} characters`;
  const invisible = findInvisible(value);
  if (invisible !== undefined) return `holds the invisible character \`${invisible}\``;
  const wrong = FORBIDDEN.exec(value)?.[0];
  if (wrong !== undefined) return `holds \`${wrong}\`, which could change what the policy says`;
  return whyNotKind(parameter, value) ?? whyNotBound(parameter, value);
}

/** Characters that no parameter may bring in: wildcards, variables, quotes, escapes and the marks of a hole. */
export const FORBIDDEN: RegExp = /[*?$`"'\\{}<>\s]/;

/** AWS's limit for an ARN is 2,048; account ids have 12 digits; names are RFC 1123's; GitHub allows 39 and 100. */
const LONGEST: Readonly<Record<ParameterKind, number>> = {
  string: 64,
  account: 12,
  region: 32,
  arn: 2048,
  namespace: 63,
  'kubernetes-name': 253,
  repository: 140,
};

function whyNotKind(parameter: TemplateParameter, value: string): string | null {
  const { kind } = parameter;
  if (kind === 'string') return whyNotString(parameter, value);
  if (kind === 'arn') return whyNotArn(parameter, value);
  const { form, words } = FORMS[kind];
  return form.test(value) ? null : `is not ${words}`;
}

const FORMS: Readonly<
  Record<Exclude<ParameterKind, 'string' | 'arn'>, { form: RegExp; words: string }>
> = {
  account: { form: /^[0-9]{12}$/, words: 'an account id of 12 digits' },
  region: { form: /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}$/, words: 'an AWS region' },
  namespace: { form: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, words: 'a Kubernetes namespace' },
  'kubernetes-name': {
    form: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
    words: 'a Kubernetes object name',
  },
  repository: {
    form: /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    words: 'a repository `owner/name`',
  },
};

function whyNotString({ characters }: TemplateParameter, value: string): string | null {
  const other = Array.from(value).find(
    (one) => !/[A-Za-z0-9._-]/.test(one) && !(characters ?? '').includes(one),
  );
  if (other !== undefined) return `holds \`${other}\`, which this parameter does not allow`;
  // A path that climbs is another path than the one the template fixes.
  if (value.split('/').some((part) => part === '.' || part === '..'))
    return 'holds a path step `.` or `..`';
  return null;
}

function whyNotArn({ service, resourceType }: TemplateParameter, value: string): string | null {
  const typed = typedArn(service ?? '', value);
  if (typed !== undefined && typed.type === resourceType) return null;
  const what = typed === undefined ? 'no ARN of it' : `a \`${typed.type}\``;
  return `is not the ARN of a \`${service}\` \`${resourceType}\`: it is ${what}`;
}

function whyNotBound({ oneOf, pattern }: TemplateParameter, value: string): string | null {
  if (oneOf !== null && !oneOf.includes(value)) return 'is not one of the values it may have';
  if (pattern !== null && !matchesText(pattern, value))
    return `does not match the pattern \`${pattern}\``;
  return null;
}
