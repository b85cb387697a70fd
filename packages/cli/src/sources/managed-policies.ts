import { accepted, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import { readInflated } from './read-bytes.ts';

/** Documents of managed policies by ARN, from the authorization details that `--managed-policies` names. */
export async function managedPolicies(given: Given): Promise<ReadonlyMap<string, string>> {
  const path = given.maybe('managedPolicies');
  if (path === undefined) return new Map();
  const { readAuthorizationDetails } = await import('@countersign/connectors');
  const options = {
    environment: '-',
    takenAt: '1970-01-01T00:00:00.000Z',
    tool: '-',
    toolVersion: '-',
  };
  const { found } = accepted(
    readAuthorizationDetails(await readInflated(path), options),
    EXIT.usage,
  );
  const managed = found.filter(({ name }) => name.startsWith('arn:') && !name.includes('#'));
  return new Map(managed.map(({ name, text }) => [name, text]));
}
