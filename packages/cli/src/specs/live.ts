import type { OptionSpec } from '../frame/spec.ts';

/** What helps to read a file of live policies. */
export const LIVE: readonly OptionSpec[] = [
  {
    flags: '--taken-at <time>',
    about: 'when the file was made; when it was written last, if not given',
  },
  {
    flags: '--credential-report <file>',
    about: 'AWS: what `aws iam get-credential-report` prints',
  },
  {
    flags: '--access-advisor <arn=file>',
    about: 'AWS: what `aws iam get-service-last-accessed-details` prints for an identity',
    repeatable: true,
  },
  {
    flags: '--own-account <id>',
    about: 'AWS: an account of the own organization; others are third parties then',
    repeatable: true,
  },
  { flags: '--owner-tag <key>', about: 'AWS: the tag that names an owner; `owner` if not given' },
];
