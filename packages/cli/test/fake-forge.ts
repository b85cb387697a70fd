import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What a server that speaks GitHub's interface was told; it keeps comments as GitHub does. */
export interface FakeForge {
  readonly url: string;
  readonly comments: { id: number; body: string; user: { login: string } }[];
  readonly sarif: { commit_sha: string; ref: string; log: unknown }[];
  /** Every request, method and path. */
  readonly asked: string[];
  /** For the next requests: a status instead of an answer, `lost` for an answer that never arrives, or null. */
  readonly faults: (number | 'lost' | null)[];
  close(): Promise<void>;
}

/** The login that the token writes under. */
export const BOT = 'github-actions[bot]';
export const FORGE_TOKEN = 'ghs_secretOfTheForge';

/** Starts one on a free port. A request without the token is answered with 401. */
export async function fakeForge(): Promise<FakeForge> {
  const forge: Told = { comments: [], sarif: [], asked: [], faults: [] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://forge');
    const asked = `${request.method} ${pathname}`;
    forge.asked.push(asked);
    const fault = forge.faults.shift() ?? null;
    const isKnown = request.headers.authorization === `Bearer ${FORGE_TOKEN}`;
    const [status, value] =
      typeof fault === 'number'
        ? [fault, {}]
        : isKnown
          ? answerOf(forge, asked, { page: Number(searchParams.get('page')), body: bodyOf(text) })
          : [401, {}];
    if (fault === 'lost') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(forge, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

type Told = Omit<FakeForge, 'url' | 'close'>;
type Body = Readonly<Partial<Record<string, string>>>;

const bodyOf = (text: string): Body => (text === '' ? {} : JSON.parse(text));

const ISSUE = '/repos/acme/policies/issues/7/comments';
const ONE = /^(\w+) \/repos\/acme\/policies\/issues\/comments\/(\d+)$/;

function answerOf(
  forge: Told,
  asked: string,
  { page, body }: { readonly page: number; readonly body: Body },
): readonly [number, unknown] {
  const { comments } = forge;
  const [, method, id] = ONE.exec(asked) ?? [];
  const at = comments.findIndex((comment) => comment.id === Number(id));
  if (method === 'DELETE') return [204, comments.splice(at, 1)];
  if (method === 'PATCH') return [200, Object.assign(comments[at] ?? {}, { body: body['body'] })];
  switch (asked) {
    case 'GET /user':
      return [403, {}];
    case `GET ${ISSUE}`:
      return [200, comments.slice((page - 1) * 100, page * 100)];
    case `POST ${ISSUE}`:
      comments.push({ id: 100 + comments.length, body: body['body'] ?? '', user: { login: BOT } });
      return [201, comments.at(-1)];
    case 'POST /repos/acme/policies/code-scanning/sarifs': {
      const log = gunzipSync(Buffer.from(body['sarif'] ?? '', 'base64')).toString('utf8');
      const { commit_sha = '', ref = '' } = body;
      return [202, forge.sarif.push({ commit_sha, ref, log: JSON.parse(log) })];
    }
    default:
      return [404, {}];
  }
}
