import { Cursor, Faults } from '../input/cursor.ts';
import { instantOf, later } from '../input/instant.ts';
import { jsonDocuments } from '../input/json-documents.ts';
import { type Parsed, refusal, refused } from '../refusal.ts';

/** When one identity last used each service that its policies reach; null: not in the time AWS looks back. */
export interface ServiceAccess {
  readonly lastUsedAt: string | null;
  readonly services: readonly { readonly namespace: string; readonly lastUsedAt: string | null }[];
}

/**
 * Reads what `aws iam get-service-last-accessed-details` prints for one identity, all its pages. Refused: a job that is
 * not completed, and an answer of which pages are missing, since a service that is not listed would look unused.
 */
export function readServiceLastAccessed(input: string | Uint8Array): Parsed<ServiceAccess> {
  const documents = jsonDocuments(input);
  if (!documents.ok) return documents;
  const faults = new Faults();
  const pages = documents.value.map((value) => new Cursor(value, '', faults));
  const services = pages.flatMap((page) => {
    if (page.at('JobStatus').needText() !== 'COMPLETED')
      faults.add(
        'INCOMPLETE_INPUT',
        'the job has not completed; ask for its answer again',
        '/JobStatus',
      );
    return page.at('ServicesLastAccessed').items().map(serviceOf);
  });
  const isWhole = pages.filter((page) => page.at('IsTruncated').flag() !== true).length === 1;
  if (faults.refusals.length > 0) return { ok: false, refusals: faults.refusals };
  if (!isWhole) {
    return refused(
      refusal('INCOMPLETE_INPUT', 'a page is missing, or pages of two answers are mixed'),
    );
  }
  const lastUsedAt = services.reduce<string | null>(
    (last, one) => later(last, one.lastUsedAt),
    null,
  );
  return { ok: true, value: { lastUsedAt, services } };
}

function serviceOf(service: Cursor): ServiceAccess['services'][number] {
  const namespace = service.at('ServiceNamespace').needText();
  const last = service.at('LastAuthenticated');
  const text = last.text();
  const lastUsedAt = text === null ? null : instantOf(text);
  if (text !== null && lastUsedAt === null)
    last.faults.add('WRONG_VALUE', 'a time is expected', last.pointer);
  return { namespace, lastUsedAt };
}
