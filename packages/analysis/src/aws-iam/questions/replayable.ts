import type { AwsPolicy, AwsStack } from '../model.ts';
import { type ReadDocument, readDocument } from '../replay/read-document.ts';
import type { ReplayStack } from '../replay/stack.ts';

/** A stack as the replay reads it. */
export function replayable(stack: AwsStack): ReplayStack {
  const { identity, resource, boundary, session, scp, rcp, ...about } = stack;
  return {
    ...about,
    identity: identity.map(read),
    ...(resource === undefined ? {} : { resource: resource.map(read) }),
    ...(boundary === undefined ? {} : { boundary: boundary.map(read) }),
    ...(session === undefined ? {} : { session: session.map(read) }),
    ...(scp === undefined ? {} : { scp: scp.map((level) => level.map(read)) }),
    ...(rcp === undefined ? {} : { rcp: rcp.map((level) => level.map(read)) }),
  };
}

function read({ source }: AwsPolicy): ReadDocument {
  return readDocument(source);
}
