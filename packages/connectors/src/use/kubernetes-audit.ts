import { isJsonObject, type Json } from '@countersign/evidence';
import { instantOfRecord } from '../input/instant.ts';
import type { Parsed } from '../refusal.ts';
import { type LogRecord, logRecords, memberOf, textIn } from './log-records.ts';
import { Tally, type UseOptions, type UseReading } from './tally.ts';

const AUDIT = /^audit\.k8s\.io\/v1(?:alpha1|beta1)?$/;

/**
 * What a Kubernetes audit log (`audit.k8s.io`, v1 and its betas) says, by user: JSON Lines, or lists of events. A request
 * that was made as somebody else counts for them, and as an impersonation for whoever made it. A request is counted
 * once, by its answer. Refused: what is no JSON, or too large.
 */
export function readKubernetesAudit(
  input: string | Uint8Array,
  options: UseOptions = {},
): Parsed<UseReading> {
  const records = logRecords(input, opened);
  if (!records.ok) return records;
  const answered = new Set<string>();
  for (const { value } of records.value) {
    const id = textIn(value, 'auditID');
    if (id !== null && isAnswer(value)) answered.add(id);
  }
  const tally = new Tally();
  const seen = new Set<string>();
  for (const record of records.value) {
    const id = textIn(record.value, 'auditID');
    const isEarlier = id !== null && answered.has(id) && !isAnswer(record.value);
    if (isEarlier || (id !== null && seen.has(`${id} ${isAnswer(record.value)}`))) continue;
    seen.add(`${id} ${isAnswer(record.value)}`);
    readEvent(record, tally);
  }
  return { ok: true, value: tally.reading('kubernetes-rbac', 'kubernetes-audit', input, options) };
}

function opened(value: Json): readonly Json[] {
  const items = memberOf(value, 'items');
  return Array.isArray(items) ? (items as readonly Json[]) : [value];
}

/** A request is received first; what was decided about it stands with its answer. */
function isAnswer(value: Json): boolean {
  return textIn(value, 'stage') !== 'RequestReceived';
}

function readEvent({ value, at }: LogRecord, tally: Tally): void {
  const instant = timeOf(value);
  tally.record(instant);
  if (value === null || instant === null || !AUDIT.test(textIn(value, 'apiVersion') ?? '')) {
    tally.unread(null, `line ${at}: no audit event`);
    return;
  }
  const maker = textIn(memberOf(value, 'user'), 'username');
  const as = memberOf(value, 'impersonatedUser');
  const subject = isJsonObject(as) ? textIn(as, 'username') : maker;
  if (subject === null) {
    tally.unread(null, 'identity: no user');
    return;
  }
  countRequest(value, subject, instant, tally);
  const acts = isJsonObject(as) && maker !== null ? impersonations(as) : [];
  for (const one of acts) tally.request(maker ?? '', one, { at: instant, refused: false });
}

function countRequest(value: Json, subject: string, at: string, tally: Tally): void {
  const request = requestOf(value);
  const why = whyUnread(value, request);
  if (why === null && request !== null)
    tally.request(subject, request, { at, refused: isRefused(value) });
  else tally.unread(subject, why ?? '');
}

function timeOf(value: Json): string | null {
  const time =
    textIn(value, 'requestReceivedTimestamp') ??
    textIn(value, 'stageTimestamp') ??
    textIn(value, 'timestamp');
  return time === null ? null : instantOfRecord(time);
}

function whyUnread(value: Json, request: Request | null): string | null {
  if (!isAnswer(value)) return 'a request without its answer';
  return request === null ? 'a request that cannot be told' : null;
}

/** Who was refused as themselves by the authenticator is nobody; 403 is the answer of the authorizer. */
function isRefused(value: Json): boolean {
  const decision = textIn(memberOf(value, 'annotations'), 'authorization.k8s.io/decision');
  if (decision !== null) return decision !== 'allow';
  return memberOf(memberOf(value, 'responseStatus'), 'code') === 403;
}

type Request = Readonly<Record<string, Json>>;

function requestOf(value: Json): Request | null {
  const verb = textIn(value, 'verb');
  if (verb === null) return null;
  const reference = memberOf(value, 'objectRef');
  if (isJsonObject(reference) && textIn(reference, 'resource') !== null) {
    return resourceRequest(verb, reference);
  }
  const path = (textIn(value, 'requestURI') ?? '').split('?')[0] ?? '';
  return path.startsWith('/') ? { verb, path } : null;
}

function resourceRequest(verb: string, reference: Json): Request {
  const [group, version] = (textIn(reference, 'apiVersion') ?? '').split('/');
  const subresource = textIn(reference, 'subresource');
  const namespace = textIn(reference, 'namespace');
  // The name of a new object is in its body, which no authorizer sees.
  const isUnnamed = (verb === 'create' && subresource === null) || verb === 'deletecollection';
  const name = isUnnamed ? null : textIn(reference, 'name');
  return {
    verb,
    apiGroup: textIn(reference, 'apiGroup') ?? (version === undefined ? '' : (group ?? '')),
    resource: textIn(reference, 'resource') ?? '',
    ...(subresource === null ? {} : { subresource }),
    ...(namespace === null ? {} : { namespace }),
    ...(name === null ? {} : { name }),
  };
}

/** What it takes to act as somebody (Kubernetes documentation, user impersonation). */
function impersonations(as: Json): Request[] {
  const user = textIn(as, 'username') ?? '';
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  const who: Request =
    namespace !== undefined && account !== undefined
      ? { verb: 'impersonate', apiGroup: '', resource: 'serviceaccounts', namespace, name: account }
      : { verb: 'impersonate', apiGroup: '', resource: 'users', name: user };
  const groups = memberOf(as, 'groups');
  const named = (Array.isArray(groups) ? (groups as readonly Json[]) : []).filter(
    // The API server adds these by itself.
    (one): one is string => typeof one === 'string' && !ADDED.test(one),
  );
  return [
    who,
    ...named.map((name) => ({ verb: 'impersonate', apiGroup: '', resource: 'groups', name })),
  ];
}

const ADDED = /^system:(?:authenticated|unauthenticated|serviceaccounts(?::.+)?)$/;
