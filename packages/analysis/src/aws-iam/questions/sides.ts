import type { AwsSubject } from '../model.ts';

/** Which way a class goes, what allows its requests, and what does not. */
export interface Sides {
  readonly direction: 'allowed' | 'denied';
  readonly allowing: AwsSubject;
  readonly other: AwsSubject;
  /** What the other side is: the policy before or after, or what somebody asked for. */
  readonly against: 'policy' | 'requirement';
}
