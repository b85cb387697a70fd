import { z } from 'zod';
import type { ErrorRow, ErrorRows } from './errors/error-row.ts';
import type { Route } from './route.ts';
import { verificationReport } from './schemas/verification-report.ts';

/** `docs/reference/errors.md`: every code with its status and what to do. */
export function errorsReference(table: ErrorRows): string {
  const rows = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '# Error codes',
    '',
    'Generated from `packages/api/src/errors`; `npm run vitest -- run packages/api -u` writes it anew.',
    '',
    'Every refusal is a code, a sentence and what it refers to. Over HTTP it is a problem (RFC 9457) with the status',
    'below; codes without a status come from programs on your own machine: the CLI, a gate, an audit, a start.',
    '',
    '| code | status | what to do |',
    '|---|---|---|',
    ...rows.map(([code, row]) => errorLine(code, row)),
    '',
  ].join('\n');
}

function errorLine(code: string, { status, help }: ErrorRow): string {
  return `| \`${code}\` | ${status ?? ''} | ${help.replaceAll('|', '\\|')} |`;
}

/** JSON Schema of the verdict of `countersign verify --json`, for whoever reads it in another language. */
export function verificationReportSchema(): unknown {
  return z.toJSONSchema(verificationReport);
}

const LEVELS: Readonly<Record<Route['auth'], string>> = {
  public: 'anyone',
  setup: 'the holder of the setup token',
  read: 'everyone signed in, the visitor of an evaluation too',
  draft: 'people and API tokens',
  human: 'a signed-in person',
  decide: 'a signed-in person; it is a decision, and no token has a verb for it',
};

/** `docs/reference/api.md`: every route, who may call it, what it takes. */
export function apiReference(list: readonly (readonly [string, Route])[]): string {
  const tags = [...new Set(list.map(([, route]) => route.tag))];
  return [
    '# HTTP interface',
    '',
    'Generated from `packages/api/src/routes`; `npm run vitest -- run packages/api -u` writes it anew. The whole',
    'description with every answer is at `/openapi.json` of a running server.',
    '',
    'Refusals are problems (RFC 9457, `application/problem+json`) with a code of [errors](errors.md). Lists take',
    '`?cursor=&limit=` and answer `{items, next}`. Every POST takes an `Idempotency-Key`: the same request under the',
    'same key is done once.',
    '',
    '| level | who |',
    '|---|---|',
    ...Object.entries(LEVELS).map(([level, who]) => `| \`${level}\` | ${who} |`),
    '',
    ...tags.flatMap((tag) => section(tag, list)),
  ].join('\n');
}

function section(tag: string, list: readonly (readonly [string, Route])[]): string[] {
  const own = list.filter(([, route]) => route.tag === tag);
  return [
    `## ${tag}`,
    '',
    '| route | level | takes | does |',
    '|---|---|---|---|',
    ...own.map(([, route]) => routeLine(route)),
    '',
  ];
}

function routeLine(route: Route): string {
  const ifMatch = route.ifMatch === true ? ['`If-Match`'] : [];
  const takes = [...fieldsOf(route.query, '?'), ...fieldsOf(route.body, ''), ...ifMatch].join(', ');
  return `| \`${route.method} ${route.path}\` | \`${route.auth}\` | ${takes} | ${route.summary} |`;
}

function fieldsOf(schema: z.ZodType | undefined, prefix: string): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.keys(schema.shape).map((name) => `\`${prefix}${name}\``);
}
