import { levelsWithin } from '../../grants/facts/github-permissions.ts';
import type { Level } from '../../grants/model.ts';
import { A_FEW, type Intent, parameter } from './intent.ts';

/** A GitHub App that reaches one repository, with these permissions and what comes along with them. */
export const oneRepository: Intent = {
  name: 'one-repository',
  language: 'grants',
  purpose: 'lets a GitHub App reach one repository with some permissions',
  doesNot: 'other installations of the same app, and what the repository lets anybody do',
  parameters: [
    parameter('app', 'string', { maxLength: 100 }),
    parameter('repository', 'repository'),
    parameter('permissions', 'string', { list: A_FEW, characters: ':', pattern: '?*:?*' }),
  ],
  cases: (values) => {
    const repository = [values.one('repository')];
    const permissions = values.many('permissions');
    const app = { kind: 'github-app', subject: [values.one('app')] };
    return {
      allow: [{ id: 'work', ...app, actions: permissions, repository }],
      deny: [
        { id: 'other-repositories', ...app, notRepository: repository },
        { id: 'other-permissions', ...app, notActions: included(permissions), repository },
        { id: 'organization', ...app, organization: ['*'] },
      ],
    };
  },
};

/** The permissions with their lower levels, and the metadata that comes along with any of a repository. */
function included(permissions: readonly string[]): string[] {
  const levels = permissions.flatMap((permission) => {
    const [name = '', level = ''] = permission.split(':');
    return levelsWithin(name, level as Level).map((one) => `${name}:${one}`);
  });
  return [...new Set(['metadata:read', ...permissions, ...levels])];
}
