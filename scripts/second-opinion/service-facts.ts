import {
  conditionKeyType,
  isMultivalued,
} from '../../packages/analysis/src/aws-iam/service-table/service-table.ts';
import type { KeyFacts } from './keys-smt.ts';

/** What the service table says of keys: facts of AWS, which both opinions take from one place. */
export const SERVICE_FACTS: KeyFacts = {
  isMultivalued,
  isBool: (key) => conditionKeyType(key) === 'Bool',
};
