import type { Comment, Forge } from './github.ts';

/** Marks our comment among others; GitHub does not show it. */
export const MARKER = '<!-- countersign:pull-request -->';
const CANDIDATE = /<!-- countersign:candidate ([0-9a-f-]{36})=([0-9a-f-]{36}) -->/g;

/** What became of the one comment. */
export type Commented = 'created' | 'updated' | 'unchanged' | 'not-allowed';

/** The comment that is ours: marked, and by the login that we write under, since anybody can write the marker. */
export async function ownComment(forge: Forge): Promise<Comment | undefined> {
  return (await ownComments(forge))[0];
}

async function ownComments(forge: Forge): Promise<readonly Comment[]> {
  const self = await forge.self();
  return (await forge.comments())
    .filter(({ body, author }) => author === self && body.startsWith(MARKER))
    .toSorted((left, right) => left.id - right.id);
}

/** Candidates that our comment names, by policy: what a run before this one drafted for the pull request. */
export function candidatesIn(comment: Comment | undefined): ReadonlyMap<string, string> {
  const found = [...(comment?.body ?? '').matchAll(CANDIDATE)];
  return new Map(found.map(([, policy = '', candidate = '']) => [policy, candidate]));
}

/** The body of the comment: the summary after the marks that the next run finds it by. */
export function commentBody(summary: string, candidates: ReadonlyMap<string, string>): string {
  const marks = [...candidates].map(
    ([policy, candidate]) => `<!-- countersign:candidate ${policy}=${candidate} -->`,
  );
  return [MARKER, ...marks, '', summary].join('\n');
}

/** Exactly one comment, whatever was tried before: updated in place, and a second one of a run at the same time taken away. */
export async function upsertComment(forge: Forge, body: string): Promise<Commented> {
  const existing = await ownComment(forge);
  if (existing !== undefined) {
    if (existing.body === body) return 'unchanged';
    return (await forge.update(existing.id, body)) ? 'updated' : 'not-allowed';
  }
  if (!(await forge.create(body))) return 'not-allowed';
  const [, ...doubles] = await ownComments(forge);
  for (const { id } of doubles) await forge.remove(id);
  return 'created';
}
