import { finding, type PolicyFinding, quoted } from './finding.ts';
import type { Reach } from './reach.ts';
import type { Entry, Subject } from './subject.ts';

/** Statements that name what they leave out. */
export function complements(subject: Subject, reach: Reach): PolicyFinding[] {
  return subject.entries.flatMap((entry) =>
    entry.body.Effect === 'Allow' ? [...allowed(entry, reach)] : denied(entry),
  );
}

function* allowed({ body, origin }: Entry, reach: Reach): Generator<PolicyFinding> {
  if (body.NotAction !== undefined) {
    const isIam = reach.ask({ action: 'iam:CreatePolicyVersion' }).how === 'always';
    const gives = isIam ? 'and gives administration through `iam`' : 'and those AWS will add';
    const message = `allows every action of every service except ${quoted(body.NotAction)}, ${gives}`;
    yield finding('ALLOW_NOT_ACTION', isIam ? 'high' : 'medium', message, [origin]);
  }
  if (body.NotResource !== undefined) {
    const message = `allows every resource except ${quoted(body.NotResource)}, also those made later`;
    yield finding('ALLOW_NOT_RESOURCE', 'medium', message, [origin]);
  }
  if (body.NotPrincipal !== undefined) {
    const message = 'allows everybody except the principals it names, anonymous callers included';
    yield finding('ALLOW_NOT_PRINCIPAL', 'high', message, [origin]);
  }
}

function denied({ body, origin }: Entry): PolicyFinding[] {
  if (body.NotPrincipal === undefined) return [];
  const message =
    'denies everybody except the principals it names; a role is only spared if its sessions and its account are named too';
  return [finding('DENY_NOT_PRINCIPAL', 'medium', message, [origin])];
}
