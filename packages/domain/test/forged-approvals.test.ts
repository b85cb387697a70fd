import { describe, expect, test } from 'vitest';
import type { ApprovalStatement, EventPayloads, Submission } from '../src/index.ts';
import { by, forged, newest, peopleWith, said, secondKey, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, keyOf, named, PRODUCTION, rosterOf, STAGING, World } from './world.ts';

function underReview(): { world: Prepared; candidate: string } {
  const world = new Prepared();
  return { world, candidate: world.submitted() };
}

/** What `judge` says to that human's approval, the event forged around it. */
function approval(
  world: Prepared,
  candidate: string,
  payload: Partial<EventPayloads['ReviewApproved']>,
  who = 'rosa',
): readonly string[] {
  const honest = {
    approval: named('none'),
    human: 'rosa',
    credential: 'rosa-key',
    assurance: 'ssh',
    role: 'reviewer',
  } as const;
  const event = forged(
    world,
    'ReviewApproved',
    `candidate/${candidate}`,
    { ...honest, ...payload },
    by(who),
  );
  return verdict(world, event);
}

describe('an approval is refused', () => {
  test('that was given to another candidate', () => {
    const { world, candidate } = underReview();
    const other = world.submitted('policy-2');
    const stolen = world.signed(other, 'rosa');
    const decided = world.try(human('rosa'), {
      type: 'approveCandidate',
      candidate,
      approval: stolen,
    });
    expect(decided.ok ? [] : decided.refusals.map(said)).toEqual(
      ['candidate', 'to', 'verification', 'presented', 'confirmations'].map(
        (field) => `BINDING_MOVED the approval binds another \`${field}\``,
      ),
    );
  });

  test('that was given in another workspace or environment', () => {
    const staging = new Prepared(STAGING);
    const production = new Prepared(PRODUCTION);
    const candidate = production.submitted();
    const digest = staging.signed(staging.submitted(), 'rosa', { workspace: 'v' });
    const statement = staging.facts.approvals.get(digest);
    if (statement === undefined) throw new Error('nothing signed');
    production.facts.approvals.set(digest, statement);
    const refused = approval(production, candidate, { approval: digest });
    for (const field of ['workspace', 'environment']) {
      expect(refused).toContain(`BINDING_MOVED the approval binds another \`${field}\``);
    }
  });

  test('that nobody signed', () => {
    const { world, candidate } = underReview();
    expect(approval(world, candidate, {})).toEqual([
      'DOCUMENT_UNKNOWN the signed approval `sha256:none` is not at hand or not proved',
    ]);
  });

  test('that a human gives a second time, with a second credential', () => {
    const credentials = [keyOf('rosa'), secondKey('rosa')];
    const world = new Prepared(STAGING, rosterOf({ humans: peopleWith('rosa', { credentials }) }));
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    const signed = world.signed(candidate, 'rosa');
    const first = world.facts.approvals.get(signed);
    if (first === undefined) throw new Error('nothing signed');
    const { approver } = first.statement;
    world.facts.approvals.set(signed, {
      ...first,
      credential: 'rosa-second',
      publicKey: 'ssh-ed25519 rosa second',
      statement: { ...first.statement, approver: { ...approver, credential: 'rosa-second' } },
    });
    expect(approval(world, candidate, { approval: signed, credential: 'rosa-second' })).toEqual([
      'ALREADY_DECIDED `rosa` has approved already',
    ]);
  });

  test.each<[string, Partial<EventPayloads['ReviewApproved']>, readonly string[]]>([
    [
      'recorded for another human than signed',
      { human: 'sam', credential: 'sam-key' },
      [
        'NOT_A_HUMAN `sam` has to act in person, `human` `rosa` did',
        'CREDENTIAL_NOT_IN_FORCE credential `sam-key` of `sam` is not in force, or another key signed',
        'BINDING_MOVED the approval binds another `approver.human`',
        'BINDING_MOVED the approval binds another `approver.credential`',
      ],
    ],
    [
      'recorded with more assurance than it has',
      { assurance: 'webauthn-uv' },
      [
        'ASSURANCE_TOO_LOW assurance `webauthn-uv` was recorded where `ssh` is effective',
        'BINDING_MOVED the approval binds another `approver.assurance`',
      ],
    ],
    [
      'recorded in a role the human does not hold',
      { role: 'security' },
      [
        'NOT_ELIGIBLE `rosa` does not hold role `security`',
        'BINDING_MOVED the approval binds another `approver.role`',
      ],
    ],
  ])('%s', (_, payload, expected) => {
    const { world, candidate } = underReview();
    const signed = world.signed(candidate, 'rosa');
    expect(approval(world, candidate, { approval: signed, ...payload })).toEqual(expected);
  });

  test('that another key signed than the credential’s', () => {
    const { world, candidate } = underReview();
    const signed = world.signed(candidate, 'rosa');
    const honest = world.facts.approvals.get(signed);
    if (honest === undefined) throw new Error('nothing signed');
    world.facts.approvals.set(signed, { ...honest, publicKey: 'ssh-ed25519 mallory' });
    expect(approval(world, candidate, { approval: signed })).toEqual([
      'CREDENTIAL_NOT_IN_FORCE credential `rosa-key` of `rosa` is not in force, or another key signed',
    ]);
  });

  const NOW = '2026-11-23T12:00:00.000Z';
  test.each<[string, Partial<ApprovalStatement>, string]>([
    [
      'issued before the submission',
      { issuedAt: '2026-11-23T11:54:59.999Z' },
      'APPROVAL_EXPIRED the approval was issued at `2026-11-23T11:54:59.999Z`, outside this review',
    ],
    [
      'issued in the future',
      { issuedAt: '2026-11-23T12:05:00.001Z' },
      'APPROVAL_EXPIRED the approval was issued at `2026-11-23T12:05:00.001Z`, outside this review',
    ],
    [
      'without a nonce',
      { nonce: '' },
      'APPROVAL_REUSED this approval, or its nonce, was used before',
    ],
    [
      'that saw another log',
      { checkpoint: { origin: 'countersign/v', size: 3, root: 'root' } },
      'BINDING_MOVED the approval binds another `checkpoint.origin`',
    ],
    [
      'that saw no log at all',
      { checkpoint: { origin: 'countersign/w', size: 0, root: 'root' } },
      'BINDING_MOVED the approval binds another `checkpoint.size`',
    ],
    [
      'on behalf of another',
      {
        approver: {
          human: 'rosa',
          credential: 'rosa-key',
          assurance: 'ssh',
          role: 'reviewer',
          onBehalfOf: 'sam',
        },
      },
      'BINDING_MOVED the approval binds another `approver.onBehalfOf`',
    ],
  ])('%s', (_, more, expected) => {
    const { world, candidate } = underReview();
    expect(world.at).toBe(NOW);
    const signed = world.signed(candidate, 'rosa', more);
    expect(approval(world, candidate, { approval: signed })).toEqual([expected]);
  });

  test('that does not confirm every intended denial, or any of the six', () => {
    const { world, candidate } = underReview();
    const statement = world.facts.approvals.get(world.signed(candidate, 'rosa'))?.statement;
    if (statement === undefined) throw new Error('nothing signed');
    const { confirmations } = statement;
    const short = [
      { ...confirmations, denial: { proved: [] } },
      { ...confirmations, intent: { requirement: named('other') } },
      { ...confirmations, risk: { tier: 'T0' as const, reasons: [] } },
      { ...confirmations, ownership: { owner: 'rex', backup: 'backup' } },
      { ...confirmations, scope: { presented: named('other') } },
      { ...confirmations, exceptions: { ids: ['x'] } },
    ];
    for (const lacking of short) {
      const signed = world.signed(candidate, 'rosa', { confirmations: lacking });
      expect(approval(world, candidate, { approval: signed })).toEqual([
        'BINDING_MOVED the approval binds another `confirmations`',
      ]);
    }
  });

  test('once the review has ended', () => {
    const { world, candidate } = underReview();
    world.at = '2026-12-07T12:00:00.000Z';
    expect(codes(world.tryApprove(candidate, 'rosa'))).toEqual(['APPROVAL_EXPIRED']);
    world.at = '2026-12-07T11:59:59.999Z';
    expect(codes(world.tryApprove(candidate, 'rosa'))).toEqual([]);
  });

  test('that was taken back, when it or its nonce comes again', () => {
    const { world, candidate } = underReview();
    const signed = world.signed(candidate, 'rosa');
    const give = { type: 'approveCandidate', candidate, approval: signed } as const;
    world.do(human('rosa'), give);
    world.do(human('rosa'), { type: 'revokeApproval', candidate });
    expect(codes(world.try(human('rosa'), give))).toEqual(['APPROVAL_REUSED']);
    const nonce = world.facts.approvals.get(signed)?.statement.nonce ?? '';
    const again = world.signed(candidate, 'rosa', { nonce });
    expect(approval(world, candidate, { approval: again })).toEqual([
      'APPROVAL_REUSED this approval, or its nonce, was used before',
    ]);
    expect(codes(world.tryApprove(candidate, 'rosa'))).toEqual([]);
  });

  test('that was given before a return, after it', () => {
    const { world, candidate } = underReview();
    const signed = world.signed(candidate, 'rosa');
    world.do(human('rosa'), { type: 'approveCandidate', candidate, approval: signed });
    world.release(world.approved('policy-2'));
    world.do({ kind: 'system', id: 's' }, { type: 'returnCandidate', candidate });
    world.verify(candidate);
    world.do(human('author'), world.submission(candidate));
    expect(approval(world, candidate, { approval: signed })).toContain(
      'APPROVAL_REUSED this approval, or its nonce, was used before',
    );
  });
});

describe('a submission that a server tampers with is refused', () => {
  function claim(more: (honest: Submission) => Partial<Submission>): readonly string[] {
    const world = new Prepared();
    const candidate = world.draft();
    world.verify(candidate);
    const decided = world.try(human('author'), world.submission(candidate));
    const [event] = decided.ok ? decided.value.events : [];
    if (event?.type !== 'CandidateSubmitted') throw new Error('not submitted');
    const payload = { ...event.payload, ...more(event.payload) };
    return verdict(world, forged(world, 'CandidateSubmitted', event.stream, payload, by('author')));
  }

  const rule = (more: Partial<Submission['rule']['resolved']>) => (honest: Submission) => ({
    rule: { ...honest.rule, resolved: { ...honest.rule.resolved, ...more } },
  });
  const anyone = { from: { role: 'reviewer' }, approve: 1, humans: ['author'] };

  test.each<[string, string, (honest: Submission) => Partial<Submission>]>([
    ['a lower tier', 'tier', () => ({ tier: 'T0' })],
    ['other reasons', 'reasons', () => ({ reasons: [] })],
    ['another revision', 'revision', () => ({ revision: 2 })],
    ['a lighter rule', 'rule', rule({ requires: anyone })],
    ['a rule without its veto', 'rule', rule({ deny: null })],
    ['a rule one human can meet alone', 'rule', rule({ distinct: false })],
    ['a lower assurance', 'rule', rule({ minimumAssurance: 'webauthn-uv' })],
    ['another rule', 'rule', (s) => ({ rule: { ...s.rule, name: 'low' } })],
    ['another rule set', 'rule', (s) => ({ rule: { ...s.rule, ruleSetDigest: named('x') } })],
    ['another roster', 'rosterNumber', () => ({ rosterNumber: 2 })],
    ['nobody disqualified', 'inputs', (s) => ({ inputs: { ...s.inputs, disqualified: [] } })],
    ['another author', 'inputs', (s) => ({ inputs: { ...s.inputs, authors: ['rex'] } })],
    ['another owner', 'inputs', (s) => ({ inputs: { ...s.inputs, resourceOwners: ['rex'] } })],
    ['exceptions', 'exceptions', () => ({ exceptions: ['x'] })],
    ['a longer review', 'notAfter', () => ({ notAfter: '2029-01-01T00:00:00.000Z' })],
  ])('%s', (_, field, more) => {
    expect(claim(more)).toEqual([
      `BINDING_MOVED \`${field}\` of the submission is not what the state gives`,
    ]);
  });

  test('a field more than there are', () => {
    expect(claim(() => ({ approvals: [] }) as never)).toEqual([
      'EVENT_MALFORMED unknown field `approvals` in the payload',
    ]);
  });

  test('nothing, when nothing was tampered with', () => {
    expect(claim(() => ({}))).toEqual([]);
  });
});

describe('a founding is refused', () => {
  const founding = (more: Partial<EventPayloads['WorkspaceFounded']>): readonly string[] => {
    const honest = new World().found();
    const world = new World();
    for (const [digest, roster] of honest.facts.rosters) world.facts.rosters.set(digest, roster);
    for (const [digest, rules] of honest.facts.ruleSets) world.facts.ruleSets.set(digest, rules);
    const roster = named('roster-1');
    for (const [digest, e] of honest.facts.envelopes) world.facts.envelopes.set(digest, e);
    world.envelope('roster', roster, ['rosa', 'rosa']);
    world.envelope('roster', roster, ['rosa', 'author']);
    world.facts.rosters.set(named('evaluation'), rosterOf({ mode: 'evaluation' }));
    const payload = { ...newest(honest, 'WorkspaceFounded'), ...more };
    return verdict(world, forged(world, 'WorkspaceFounded', 'workspace/w', payload));
  };
  const of = (kind: string, who: string) => named(`envelope ${kind} sha256:${kind}-1 ${who}`);

  test.each<[string, Partial<EventPayloads['WorkspaceFounded']>, readonly string[]]>([
    [
      'without signatures',
      { rosterEnvelope: null, ruleSetEnvelope: null },
      [
        'QUORUM_NOT_MET the roster carries no signatures',
        'QUORUM_NOT_MET the ruleset carries no signatures',
      ],
    ],
    [
      'with one founder’s signature twice',
      { rosterEnvelope: of('roster', 'rosa,rosa') },
      ['QUORUM_NOT_MET 1 of 2 signatures by the quorum of roster 1'],
    ],
    [
      'with a signature of somebody else',
      { rosterEnvelope: of('roster', 'rosa,author') },
      ['QUORUM_NOT_MET 1 of 2 signatures by the quorum of roster 1'],
    ],
    [
      'with signatures of another kind',
      { rosterEnvelope: of('ruleset', 'rosa,sam') },
      ['GOVERNANCE_CHAIN the envelope carries `sha256:ruleset-1`, not `sha256:roster-1`'],
    ],
    [
      'of an evaluation as founded',
      { mode: 'evaluation' },
      ['GOVERNANCE_CHAIN the roster says mode `founded`'],
    ],
    [
      'under a log key that nobody signed',
      { logKey: 'mallory-key' },
      ['GOVERNANCE_CHAIN the log key is not among the roster’s service keys'],
    ],
    [
      'under a release key as the log’s',
      { logKey: 'release-key' },
      ['GOVERNANCE_CHAIN the log key is not among the roster’s service keys'],
    ],
  ])('%s', (_, more, expected) => {
    expect(founding(more)).toEqual(expected);
  });

  test('that comes a second time', () => {
    const world = new World().found();
    const payload = newest(world, 'WorkspaceFounded');
    expect(verdict(world, forged(world, 'WorkspaceFounded', 'workspace/w', payload))).toEqual([
      'ALREADY_EXISTS workspace `w` is already founded',
    ]);
  });
});
