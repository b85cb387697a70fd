import type { Area } from './coverage.ts';

/** What a request is about, without who makes it. */
export interface ResourceRequest {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A request for a non-resource URL. */
export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

export type Asked = ResourceRequest | PathRequest;

/** The request for one verb on texts without wildcards; an empty name or null namespace is none. */
export function asked(verb: string, area: Area): Asked {
  const [base = '', subresource] = area.resource.split('/');
  return {
    verb,
    apiGroup: area.apiGroup,
    resource: base,
    ...(subresource === undefined ? {} : { subresource }),
    ...(area.name === null || area.name === '' ? {} : { name: area.name }),
    ...(area.namespace === null ? {} : { namespace: area.namespace }),
  };
}
