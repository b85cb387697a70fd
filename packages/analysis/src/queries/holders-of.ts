import type { LanguageName } from '../questions/language.ts';
import type { Parsed } from '../refusal.ts';
import { awsHolders } from './aws-holders.ts';
import { grantsHolders } from './grants-holders.ts';
import type { Holder } from './holder.ts';
import { rbacHolders } from './rbac-holders.ts';

/**
 * Who holds what in an inventory of a language: authorization details of AWS accounts, Kubernetes objects, grants
 * objects. Refused: values that are none of these.
 */
export function holdersOf(
  language: LanguageName,
  values: readonly unknown[],
): Parsed<readonly Holder[]> {
  switch (language) {
    case 'aws-iam':
      return awsHolders(values);
    case 'kubernetes-rbac':
      return rbacHolders(values);
    case 'grants':
      return grantsHolders(values);
    default:
      return language satisfies never;
  }
}
