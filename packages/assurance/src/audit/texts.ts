import type { DomainEvent } from '@countersign/domain';
import { type Digest, fromHex, saltedDigest } from '@countersign/evidence';
import { linesOf } from './lines.ts';
import { type AuditFinding, finding } from './report.ts';

/** The texts that were exported with their salts, each checked against its digest. */
export interface ReadTexts {
  readonly texts: ReadonlyMap<Digest, string>;
  readonly findings: readonly AuditFinding[];
  /** How many texts these events refer to that the export no longer has. */
  erasedOf(events: readonly DomainEvent[]): number;
}

/** Reads `texts.jsonl`: `{"digest":"sha256:…","salt":"hex","text":"…"}` a line. An erased text is absent. */
export function readTexts(file: Uint8Array | undefined): ReadTexts {
  const texts = new Map<Digest, string>();
  const findings: AuditFinding[] = [];
  let at = 0;
  for (const line of linesOf(file ?? new Uint8Array())) {
    at += 1;
    const read = line === undefined ? undefined : readLine(line);
    if (read === undefined) {
      findings.push(
        finding('TEXT_DIGEST', `line ${at} of \`texts.jsonl\` does not hash to its digest`),
      );
    } else {
      texts.set(read.digest, read.text);
    }
  }
  return {
    texts,
    findings,
    erasedOf: (events) => {
      const referred = new Set(events.flatMap(textDigests));
      return [...referred].filter((digest) => !texts.has(digest)).length;
    },
  };
}

function readLine(line: string): { digest: Digest; text: string } | undefined {
  try {
    const { digest, salt, text } = JSON.parse(line) as Record<string, unknown>;
    if (typeof digest !== 'string' || typeof salt !== 'string' || typeof text !== 'string')
      return undefined;
    const bytes = fromHex(salt);
    return bytes !== undefined && saltedDigest(bytes, text) === digest
      ? { digest: digest as Digest, text }
      : undefined;
  } catch {
    return undefined;
  }
}

// The fields of events that hold the digest of a person's words (FORMATS section 2); every other digest is a document's.
const TEXT_FIELDS = ['name', 'externalId', 'reason', 'comment'] as const;

function textDigests(event: DomainEvent): Digest[] {
  const payload = event.payload as Readonly<Record<string, unknown>>;
  return TEXT_FIELDS.flatMap((field) => {
    const value = payload[field];
    return typeof value === 'string' && value.startsWith('sha256:') ? [value as Digest] : [];
  });
}
