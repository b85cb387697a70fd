import { answered, signedIn } from '../client/server.ts';
import { badInput, refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';

/** Prints a document by its digest, and only if its bytes have it. */
export async function show(given: Given, io: Io): Promise<Outcome> {
  const wanted = given.argument(0);
  const evidence = await import('@countersign/evidence');
  if (!evidence.isDigest(wanted)) {
    throw badInput(
      'BAD_DIGEST',
      `\`${wanted}\` is not a digest`,
      'a digest is `sha256:` and 64 hex digits',
    );
  }
  const { api } = await signedIn(io);
  const bytes = answered(await api.getDocument({ params: { digest: wanted } }));
  const actual = evidence.digest(bytes);
  if (actual !== wanted) {
    throw refusal('DIGEST_MISMATCH', `the server sent bytes of \`${actual}\` for \`${wanted}\``);
  }
  const document: unknown = JSON.parse(evidence.decodeUtf8(bytes) ?? 'null');
  return done({ digest: wanted, document }, JSON.stringify(document, null, 2));
}
