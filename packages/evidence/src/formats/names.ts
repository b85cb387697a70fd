/** Predicate types of the statements we sign or read. Names need no domain and none is configurable. */
export const PREDICATES = {
  approval: 'urn:countersign:approval:v1',
  /** The same predicate; `decision` tells them apart (FORMATS section 6). */
  revocation: 'urn:countersign:approval:v1',
  /** A human's approval of a template for good. */
  standingApproval: 'urn:countersign:standing-approval:v1',
  release: 'urn:countersign:release:v1',
  freshness: 'urn:countersign:freshness:v1',
  roster: 'urn:countersign:roster:v1',
  ruleset: 'urn:countersign:ruleset:v1',
  epoch: 'urn:countersign:epoch:v1',
  verification: 'https://in-toto.io/attestation/test-result/v0.1',
} as const;

/** Namespaces of humans' OpenSSH signatures: a signature made for one purpose is worth nothing for another. */
export const SSH_NAMESPACES = {
  approval: 'countersign-approval',
  login: 'countersign-login',
  roster: 'countersign-roster',
  ruleset: 'countersign-ruleset',
} as const;

/** Origin of a workspace's log, independent of host and port. */
export const logOrigin = (workspace: string): string => `countersign/${workspace}`;
