import { canonicalJson } from '../../canonical/jcs.ts';
import type { Parsed } from '../../refusal.ts';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';

/** Requests by patterns with `*` and `?`: every action matched together with every resource matched. */
export interface RequestPattern {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The pattern as a policy that allows exactly these requests. */
export function patternPolicy({ actions, resources }: RequestPattern): Parsed<AwsPolicy> {
  const statement = { Effect: 'Allow', Action: [...actions], Resource: [...resources] };
  return parsePolicyText(canonicalJson({ Version: '2012-10-17', Statement: [statement] }));
}

/** Reads `{action | actions, resource | resources}`, each one string or a list. */
export function parseRequestPattern(value: unknown): Parsed<RequestPattern> {
  const fields =
    typeof value === 'object' && value !== null
      ? new Map<string, unknown>(Object.entries(value))
      : null;
  const actions = texts(fields?.get('actions') ?? fields?.get('action'));
  const resources = texts(fields?.get('resources') ?? fields?.get('resource') ?? '*');
  if (actions === undefined || resources === undefined) {
    const message =
      'a request pattern needs `actions` and `resources`, each a string or a list of strings';
    return { ok: false, refusals: [{ code: 'WRONG_PATTERN', message }] };
  }
  const checked = patternPolicy({ actions, resources });
  return checked.ok ? { ok: true, value: { actions, resources } } : checked;
}

function texts(value: unknown): string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const strings = list.filter((item): item is string => typeof item === 'string');
  return strings.length === list.length && list.length > 0 ? strings : undefined;
}
