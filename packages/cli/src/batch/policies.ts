import { type AwsPolicy, parsePolicyText } from '@countersign/analysis';
import { readBytes } from '../files/read-input.ts';
import { accepted, badInput, EXIT, Failure } from '../frame/failure.ts';

/** A policy file, strictly parsed; every fault at once with the file, line and column. */
export async function policyFile(path: string): Promise<AwsPolicy> {
  const parsed = parsePolicyText(await readBytes(path));
  if (parsed.ok) return parsed.value;
  throw new Failure(
    parsed.refusals.map(({ code, message, details }) => ({
      code,
      message,
      details: { file: path, ...details },
    })),
    EXIT.usage,
  );
}

/** A member of a batch line: a document, raw text, or a list of either (a set of policies). */
export function policiesOf(member: unknown): AwsPolicy[] {
  if (Array.isArray(member)) return member.map(policyOf);
  return [policyOf(member)];
}

function policyOf(member: unknown): AwsPolicy {
  if (typeof member === 'string') return accepted(parsePolicyText(member), EXIT.usage);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) {
    throw badInput('WRONG_TYPE', 'a policy is a JSON object or its text');
  }
  if ('identity' in member && !('Statement' in member)) {
    throw badInput('STACK_NOT_DECIDED', 'this version decides policies alone, not AWS stacks');
  }
  return accepted(parsePolicyText(JSON.stringify(member)), EXIT.usage);
}

/** Refuses a language this version does not decide. */
export function onlyAwsIam(language: string): void {
  if (language === 'aws-iam') return;
  throw badInput(
    'LANGUAGE_NOT_DECIDED',
    `this version does not decide \`${language}\``,
    'it decides `aws-iam`',
  );
}
