import { digest, utf8 } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { approvalStatement, roleOf } from '../src/approval/approval-statement.ts';
import { askConfirmations, confirmationsOf } from '../src/approval/confirmations.ts';
import { refuseIneligible } from '../src/approval/eligible.ts';
import { recompute } from '../src/approval/recompute.ts';
import { styleOf } from '../src/terminal/style.ts';
import { candidateView, RITA, SAM } from './candidate-view.ts';

const WORDS = ['intent', 'risk', 'denial', 'ownership', 'scope', 'exceptions'];
const style = styleOf(false);

function answering(answers: readonly string[]) {
  const asked: string[] = [];
  const left = [...answers];
  const ask = async (question: string) => {
    asked.push(question);
    return left.shift() ?? '';
  };
  return { asked, asker: { ask, close: () => undefined } };
}

describe('what a reviewer signs is what this program recomputed', () => {
  test('a true view is accepted, and its denials are the proved ones', async () => {
    const recomputed = await recompute(candidateView());
    expect(recomputed.provedDenials).toEqual(['no-delete']);
    expect(recomputed.described.headline).toContain('More access');
  });

  test('another Summary than the one computed here is not signed', async () => {
    const presented = digest(utf8('something else'));
    await expect(recompute(candidateView({ presented }))).rejects.toMatchObject({
      exit: 1,
      reasons: [
        {
          code: 'SUMMARY_MISMATCH',
          message: expect.stringContaining(`the server presents \`${presented}\``),
        },
      ],
    });
  });

  test('another analysis version is named and not signed', async () => {
    const { summary } = candidateView();
    if (summary === null) throw new Error('the sample has a Summary');
    const view = candidateView({ summary: { ...summary, analysis: '9.9.9' } });
    await expect(recompute(view)).rejects.toMatchObject({
      reasons: [
        {
          code: 'ANALYSIS_VERSION_MISMATCH',
          message: expect.stringContaining('made by analysis `9.9.9`'),
        },
      ],
    });
  });

  test('texts that do not have their digests are not even analysed', async () => {
    const view = candidateView();
    const swapped = { ...view, fromText: view.toText };
    await expect(recompute(swapped)).rejects.toMatchObject({
      reasons: [
        {
          code: 'DIGEST_MISMATCH',
          message: expect.stringContaining('the policy before has digest'),
        },
      ],
    });
  });

  test('a requirement with other cases than its digest says is found', async () => {
    const { requirement } = candidateView();
    const view = candidateView({
      requirement: { ...requirement, document: { ...requirement.document, deny: [] } },
    });
    await expect(recompute(view)).rejects.toMatchObject({ reasons: [{ code: 'DIGEST_MISMATCH' }] });
  });
});

describe('the six confirmations', () => {
  const confirmations = confirmationsOf(candidateView(), ['no-delete']);

  test('each is asked alone and names what it refers to', async () => {
    const { asked, asker } = answering(WORDS);
    await askConfirmations(confirmations, asker, style);
    expect(asked).toHaveLength(6);
    expect(asked[0]).toContain(candidateView().requirement.digest);
    expect(asked[1]).toContain('tier T3 (TIERS_NOT_ASSESSED)');
    expect(asked[2]).toContain('no-delete');
    expect(asked[3]).toContain('ana answers for it, and ben as backup');
    expect(asked[4]).toContain(String(candidateView().presented));
    expect(asked[5]).toContain('there are no exceptions');
  });

  test.each(WORDS.map((word, index) => [word, index] as const))(
    'anything but the word `%s` refuses, and nothing more is asked',
    async (word, index) => {
      for (const wrong of ['', 'y', 'yes', word.toUpperCase(), `${word} `.repeat(2), 'no']) {
        const { asked, asker } = answering(
          WORDS.map((right, at) => (at === index ? wrong : right)),
        );
        await expect(askConfirmations(confirmations, asker, style)).rejects.toMatchObject({
          exit: 1,
          reasons: [
            {
              code: 'NOT_CONFIRMED',
              message: `\`${word}\` was not confirmed; the answer was \`${wrong}\``,
            },
          ],
        });
        expect(asked).toHaveLength(index + 1);
      }
    },
  );

  test('words of other people cannot move the cursor or turn the line around', () => {
    const shown = confirmations.map(({ sentence }) => sentence).join('\n');
    expect(shown).toContain('write \\u{202e}invoices');
  });
});

describe('the approval', () => {
  const signer = (id: string) => ({
    human: {
      id,
      commitment: digest(utf8('c')),
      roles: [],
      accepts: [],
      since: '',
      until: null,
      credentials: [],
    },
    credential: {
      id,
      type: 'ssh-ed25519' as const,
      publicKey: 'k',
      assurance: 'ssh' as const,
      rpId: null,
      since: '',
      until: null,
    },
  });

  test('a human decides in the role the rule lists them for', () => {
    const view = candidateView();
    expect(roleOf(view, signer(RITA).human, undefined)).toBe('resource-owner');
    expect(roleOf(view, signer(SAM).human, 'security')).toBe('security');
    expect(() => roleOf(view, signer(SAM).human, 'resource-owner')).toThrow(
      'you cannot decide as `resource-owner` here',
    );
  });

  test('it binds what was frozen at submission, and nothing else decides it', () => {
    const view = candidateView();
    const statement = approvalStatement(view, {
      workspace: 'w',
      signer: signer(SAM),
      role: 'security',
      reason: 'sha256:x',
      provedDenials: ['no-delete'],
      nonce: 'n',
      issuedAt: 't',
    });
    const {
      tier,
      rule,
      inputs,
      rosterNumber,
      recertifyBy,
      validUntil,
      onLapse,
      rollbackUntil,
      notAfter,
    } = view.submission ?? {};
    expect(statement).toMatchObject({
      tier,
      rule,
      inputs,
      rosterNumber,
      recertifyBy,
      validUntil,
      onLapse,
      rollbackUntil,
      notAfter,
      from: view.from,
      to: view.to,
      presented: view.presented,
      confirmations: { denial: { proved: ['no-delete'] }, scope: { presented: view.presented } },
    });
  });

  test('a candidate that is not in review cannot be signed', () => {
    const view = candidateView({ state: 'approved' });
    expect(() => roleOf(view, signer(SAM).human, undefined)).toThrow('is approved, not in review');
  });
});

describe('who cannot approve hears it before being asked', () => {
  const barred = (human: string) => () => refuseIneligible(candidateView(), human);

  test('somebody the rule does not call on', () => {
    const stranger = '01900000-0000-7000-8000-0000000000ff';
    expect(barred(stranger)).toThrow(`NOT_ELIGIBLE: rule \`high\` has no part for \`${stranger}\``);
  });

  test('somebody disqualified, with why', () => {
    const view = candidateView();
    if (view.submission === null) throw new Error('the sample is submitted');
    view.submission.inputs.disqualified = [{ human: RITA, why: 'nhi-owner' }];
    expect(() => refuseIneligible(view, RITA)).toThrow(
      'DISQUALIFIED: `rita` cannot decide on this candidate: answers for the identity that gets the access',
    );
  });

  test('those the rule calls on pass', () => {
    expect(barred(RITA)).not.toThrow();
    expect(barred(SAM)).not.toThrow();
  });
});
