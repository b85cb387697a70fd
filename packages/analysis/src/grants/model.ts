import type { Position } from '../aws-iam/model.ts';

/** Levels of a GitHub permission; each includes the ones before it. */
export type Level = 'read' | 'write' | 'admin';

/** What a permission of a GitHub App is about; only the first two have a resource to name. */
export type Of = 'repository' | 'organization' | 'account' | 'enterprise';

/** One permission of a GitHub App. `known`: it stands in the table of GitHub's permissions. */
export interface Permission {
  readonly name: string;
  readonly level: Level;
  readonly of: Of;
  readonly known: boolean;
}

/** What an installation of a GitHub App was given. `all` repositories includes those made later. */
export interface GitHubAppGrant {
  readonly kind: 'github-app';
  readonly subject: string;
  /** The user or organization it is installed on; null when the object names none. */
  readonly account: string | null;
  readonly permissions: readonly Permission[];
  readonly repositories: readonly string[] | 'all';
  /** Paths that the permission `single_file` reaches. */
  readonly singleFiles: readonly string[];
  readonly at: Position;
}

/** What an OAuth client or an API key was given: scopes, at an audience or on resources. */
export interface ScopedGrant {
  readonly kind: 'oauth' | 'api-key';
  readonly subject: string;
  /** Whose scopes these are; the same scope of two providers is two things. */
  readonly provider: string | null;
  readonly scopes: readonly string[];
  /** Which scopes a scope includes, as the object declares it. */
  readonly implies: Readonly<Record<string, readonly string[]>>;
  /** Audiences of an OAuth client, resources of an API key. */
  readonly resources: readonly string[] | 'all';
  readonly at: Position;
}

/** One grants object. */
export type Grant = GitHubAppGrant | ScopedGrant;

/** A strictly parsed set of grants. */
export interface GrantsPolicy {
  readonly grants: readonly Grant[];
  /** JSON text that was read, for the replay evaluator, which reads it by itself. */
  readonly source: string;
}
