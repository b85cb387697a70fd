import { isJsonObject, type Json } from '@countersign/evidence';
import { instantOfRecord } from '../input/instant.ts';
import type { Parsed } from '../refusal.ts';
import { actionOf } from './cloudtrail-action.ts';
import { resourcesOf } from './cloudtrail-resources.ts';
import { subjectOf } from './cloudtrail-subject.ts';
import { innerJson, type LogRecord, logRecords, memberOf, textIn } from './log-records.ts';
import { Tally, type UseOptions, type UseReading } from './tally.ts';

/** Kinds of records that are requests of someone. */
const REQUESTS: readonly string[] = ['AwsApiCall', 'AwsConsoleAction'];

/** Answers that mean: not allowed. Other errors come after that was decided, or say nothing about it. */
const DENIED =
  /(?:^|\.)(?:AccessDenied|AccessDeniedException|AccessDeniedFault|UnauthorizedOperation|UnauthorizedAccess|NotAuthorized|NotAuthorizedException|AuthorizationError|AuthorizationErrorException|Unauthorized|UnauthorizedException|Forbidden|ForbiddenException)$/;

/**
 * What a CloudTrail log says, by user and role: log files (`Records`), JSON Lines, what `lookup-events` prints, events of
 * EventBridge. What is no request, or of an action that the service table lacks, is counted as unread. A record that
 * comes twice counts once. Refused: what is no JSON, or too large.
 */
export function readCloudTrail(
  input: string | Uint8Array,
  options: UseOptions = {},
): Parsed<UseReading> {
  const records = logRecords(input, opened);
  if (!records.ok) return records;
  const tally = new Tally();
  const seen = new Set<string>();
  for (const record of records.value) {
    const id = textIn(record.value ?? null, 'eventID');
    if (id !== null && seen.has(id)) continue;
    if (id !== null) seen.add(id);
    readRecord(record, tally);
  }
  return { ok: true, value: tally.reading('aws-iam', 'cloudtrail', input, options) };
}

/** The records in a document. */
function opened(value: Json): readonly Json[] {
  const [records, events] = [memberOf(value, 'Records'), memberOf(value, 'Events')];
  if (Array.isArray(records)) return records as readonly Json[];
  if (Array.isArray(events)) {
    return (events as readonly Json[]).map((one) =>
      innerJson(textIn(one, 'CloudTrailEvent') ?? ''),
    );
  }
  const detail = memberOf(value, 'detail');
  return [isJsonObject(detail) ? detail : value];
}

function readRecord({ value, at }: LogRecord, tally: Tally): void {
  const time = textIn(value, 'eventTime');
  const instant = time === null ? null : instantOfRecord(time);
  tally.record(instant);
  if (value === null || instant === null || textIn(value, 'eventName') === null) {
    tally.unread(null, `line ${at}: no record of CloudTrail`);
    return;
  }
  const type = textIn(value, 'eventType') ?? 'no type';
  const who = subjectOf(value);
  if ('nobody' in who) {
    tally.unread(null, REQUESTS.includes(type) ? who.nobody : `type: ${type}`);
    return;
  }
  const action = REQUESTS.includes(type) ? actionOf(value) : undefined;
  if (action === undefined) {
    tally.unread(who.subject, nameOf(value, type));
    return;
  }
  const refused = DENIED.test(textIn(value, 'errorCode') ?? '');
  for (const resource of resourcesOf(value, action))
    tally.request(who.subject, { action, resource }, { at: instant, refused });
}

function nameOf(record: Json, type: string): string {
  const name = `${textIn(record, 'eventSource') ?? ''} ${textIn(record, 'eventName') ?? ''}`;
  return REQUESTS.includes(type) ? name : `${type}: ${name}`;
}
