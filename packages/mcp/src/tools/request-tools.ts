import { id } from '@countersign/api';
import { z } from 'zod';
import { candidateStatus } from '../candidate-answer.ts';
import { problemAnswer, requesting, type Tool } from '../tool.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Asking humans. What they answer is theirs alone: there is no tool for it (INV-12). */
export const requestTools: readonly Tool[] = [
  requesting({
    name: 'submit_candidate',
    title: 'Ask for review',
    description:
      'Puts a verified candidate before its approvers and freezes what they will sign. The human behind the token becomes the requester and cannot approve. It decides nothing.',
    input: z.strictObject({
      id,
      validForDays: z.int().min(1).max(3650).default(90).describe('how long the access may live'),
      recertifyInDays: z.int().min(1).max(3650).default(60).describe('when it is looked at again'),
      onLapse: z.enum(['keep', 'deny']).default('deny').describe('what happens at the end'),
    }),
    run: async ({ id: candidate, validForDays, recertifyInDays, onLapse }, call) => {
      const inDays = (days: number) =>
        new Date(call.ports.now().getTime() + days * DAY_MILLISECONDS).toISOString();
      const body = {
        validUntil: inDays(validForDays),
        recertifyBy: inDays(recertifyInDays),
        onLapse,
      };
      const answer = await call.api.submitCandidate({ params: { id: candidate }, body });
      return answer.ok
        ? { ok: true, value: candidateStatus(answer.value) }
        : problemAnswer(answer.problem);
    },
  }),
];
