import { isJsonObject, type Json } from '@countersign/evidence';
import { policyIn } from './own-policies.ts';

/** Whether an AWS policy, as canonical text, says who it is about, as only the policy of a resource does. */
export function namesPrincipals(text: string): boolean {
  const policy = policyIn(text);
  const statements = isJsonObject(policy) ? policy['Statement'] : undefined;
  return (
    Array.isArray(statements) &&
    statements.some(
      (one: Json) => isJsonObject(one) && ('Principal' in one || 'NotPrincipal' in one),
    )
  );
}
