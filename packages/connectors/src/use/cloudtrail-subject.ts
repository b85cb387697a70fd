import type { Json } from '@countersign/evidence';
import { memberOf, textIn } from './log-records.ts';

/** Who made a request, as policies are attached to them; or why nobody could be named. */
export type SubjectReading = { readonly subject: string } | { readonly nobody: string };

/** The ARN of the user or role behind a record; a session of a role is the role (CloudTrail User Guide, `userIdentity`). */
export function subjectOf(record: Json): SubjectReading {
  const identity = memberOf(record, 'userIdentity');
  const type = textIn(identity, 'type') ?? 'no identity';
  const arn = textIn(identity, 'arn');
  switch (type) {
    case 'IAMUser':
    case 'Root':
      return arn === null ? nobody(`${type} without an ARN`) : { subject: arn };
    case 'AssumedRole':
    case 'FederatedUser':
    case 'Role':
      return ofSession(identity, arn, type);
    default:
      // Services, other accounts, people before they have a session: no policy here is theirs.
      return nobody(type);
  }
}

function ofSession(identity: Json | undefined, arn: string | null, type: string): SubjectReading {
  const issuer = memberOf(memberOf(identity, 'sessionContext'), 'sessionIssuer');
  const issued = textIn(issuer, 'arn');
  if (issued !== null) return { subject: issued };
  // Without its issuer a session does not say the path of its role.
  if (type === 'Role' && arn !== null) return { subject: arn };
  return nobody(`${type} without its issuer`);
}

function nobody(why: string): SubjectReading {
  return { nobody: `identity: ${why}` };
}
