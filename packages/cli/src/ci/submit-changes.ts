import { signedIn } from '../client/server.ts';
import { EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import type { CandidateFile } from '../verify/candidate-file.ts';
import type { VerificationReport } from '../verify/report.ts';
import { candidatesIn, ownComment } from './comment.ts';
import type { Forge } from './github.ts';
import { type Submitted, type Submitting, submitChange } from './submit-change.ts';

/** The job that submits. */
export interface Job {
  readonly given: Given;
  readonly io: Io;
  readonly commit: string;
  readonly forge: Forge | null;
}

/**
 * Submits every change that says under which ids and did not fail here; the server verifies it again with all it knows. A
 * server that cannot be reached costs the submission, not the verdict: `not-submitted`, and the job says so by its exit.
 */
export async function submitChanges(
  verified: readonly { readonly file: CandidateFile; readonly report: VerificationReport }[],
  job: Job,
): Promise<readonly Submitted[]> {
  const ready = verified.filter(
    ({ file, report }) => file.submit !== null && report.outcome !== 'failed',
  );
  const submitted: Submitted[] = [];
  if (ready.length === 0) return submitted;
  const server = await submittingOf(job);
  const earlier = candidatesIn(job.forge === null ? undefined : await ownComment(job.forge));
  for (const { file } of ready) {
    const policy = file.submit?.policy ?? '';
    submitted.push(await oneOf(file, { ...server, earlier: earlier.get(policy) }, policy));
  }
  return submitted;
}

async function submittingOf({ given, io, commit }: Job): Promise<Omit<Submitting, 'earlier'>> {
  const { api } = await signedIn(io);
  const after = (option: string) =>
    new Date(io.now().getTime() + (given.seconds(option) ?? 0) * 1000).toISOString();
  return { api, commit, validUntil: after('validFor'), recertifyBy: after('recertifyIn') };
}

async function oneOf(file: CandidateFile, job: Submitting, policy: string): Promise<Submitted> {
  try {
    return await submitChange(file, job);
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== EXIT.crashed) throw error;
    const note = error.message;
    return { policy, candidate: null, state: null, action: 'not-submitted', note };
  }
}
