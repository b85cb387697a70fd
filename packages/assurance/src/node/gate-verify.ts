import { readFile } from 'node:fs/promises';
import {
  type Parsed,
  parseJson,
  parseTrustPolicy,
  type Refusal,
  type Release,
  type TrustPolicy,
} from '@countersign/evidence';
import { gateRefusal } from '../gate/gate-refusal.ts';
import { verifyBundle } from '../gate/verify-bundle.ts';
import { readBundleFiles } from './read-bundle-files.ts';
import { withGateState } from './state-store.ts';

/** What came of a gate's run. `bad-input` is about what the gate was set up with, never about the bundle (exit 3). */
export type GateOutcome =
  | { readonly outcome: 'passed'; readonly release: Release }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly outcome: 'bad-input'; readonly refusals: readonly Refusal[] };

/**
 * Verifies one bundle by the system's clock and remembers it where it passes. All arguments but `environment` are
 * paths: bundle folder or tar, TrustPolicy file, state folder of `gateInit`.
 */
export async function gateVerify(input: {
  readonly bundle: string;
  readonly environment: string;
  readonly trust: string;
  readonly state: string;
}): Promise<GateOutcome> {
  const trust = await readTrustPolicy(input.trust);
  if (!trust.ok) return { outcome: 'bad-input', refusals: trust.refusals };
  const files = await readBundleFiles(input.bundle);
  const verdict = await withGateState(input.state, trust.value.workspace, (state) => {
    if (!files.ok) return files;
    // The one place where a gate reads a clock; no argument sets it.
    const now = new Date().toISOString();
    return verifyBundle(files.value, {
      environment: input.environment,
      trust: trust.value,
      state,
      now,
    });
  });
  if (!verdict.ok) return { outcome: 'refused', refusals: verdict.refusals };
  return { outcome: 'passed', release: verdict.release };
}

/** Reads a TrustPolicy as people write it, in any spelling of strict JSON. Refuses TRUST_POLICY and what its parser refuses. */
export async function readTrustPolicy(path: string): Promise<Parsed<TrustPolicy>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    return error.code;
  });
  if (typeof bytes === 'string') {
    return {
      ok: false,
      refusals: [gateRefusal('TRUST_POLICY', `\`${path}\` cannot be read: ${bytes}`)],
    };
  }
  const json = parseJson(new Uint8Array(bytes), { maxBytes: 1_048_576 });
  return json.ok ? parseTrustPolicy(json.value) : json;
}
