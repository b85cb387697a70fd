import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusals } from './problems.ts';

const YEAR_SECONDS = 31_536_000;

/** Serves the web app where it was built: its files, and its page for every path that is not ours. */
export async function serveWeb(app: FastifyInstance, folder: string | null): Promise<void> {
  const hasPage = folder !== null && existsSync(join(folder, 'index.html'));
  if (hasPage) {
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, level: 'public' };
      });
      await scope.register(fastifyStatic, {
        root: folder,
        dotfiles: 'ignore',
        index: false,
        wildcard: false,
        setHeaders: (reply, path) => {
          // Built files carry their content's hash in the name; the page itself does not.
          const isHashed = /-[\w-]{8,}\.[a-z0-9]+$/.test(path);
          reply.header(
            'cache-control',
            isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
          );
        },
      });
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    if (hasPage && wantsPage(request)) return sendPage(folder, reply);
    const message = `there is nothing at \`${request.method} ${request.url.split('?')[0]?.slice(0, 200)}\``;
    throw new Refusals([{ code: 'ROUTE_UNKNOWN', message }]);
  });
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const isOurs = /^\/(v1|log)\//.test(url);
  return (
    method === 'GET' && !isOurs && (url === '/' || (headers.accept ?? '').includes('text/html'))
  );
}

async function sendPage(folder: string, reply: FastifyReply): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'));
  return reply.type('text/html').header('cache-control', 'no-cache').send(page);
}
