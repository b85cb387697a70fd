import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningServer, startServer } from '../../packages/server/src/wiring.ts';
import { Room } from './room.ts';
import type { Score, Words } from './score.ts';

const ROOM_BYTES = 160 << 20;
const ATTEMPTS_MAX = 4_000;
const RECOVERY_MS_MAX = 30_000;

/** A real server over HTTP while its disk is full: 503 with a code, never 500, and it goes on when there is room. */
export async function server(folder: string, score: Score): Promise<void> {
  const room = new Room(`${folder}/server-disk`, ROOM_BYTES);
  const state = `${folder}/server-state`;
  mkdirSync(state, { mode: 0o700 });
  try {
    const served = await serve(room.folder('data'), state);
    const found = await ask(served);
    score.check('HTTP: a workspace is made while there is room', found[0] === '201', found);
    room.fill();
    const told = await untilRefused(served);
    const codes = [...new Set(told.map(([code]) => code))];
    const allowed = ['201', '503 DATABASE_UNAVAILABLE'];
    score.check(
      `HTTP: on a full disk ${told.length} requests got ${codes.join(', ')}`,
      codes.every((code) => allowed.includes(code)) && codes.length === 2,
      told.at(-1),
    );
    room.free();
    await mended(served, score);
    await served.stop();
    const log = readFileSync(served.logPath, 'utf8');
    score.check(
      'HTTP: nothing unexpected stands in its log',
      !log.includes('unexpected'),
      log.slice(-500),
    );
  } finally {
    room.close();
  }
}

const serve = (data: string, state: string): Promise<RunningServer> =>
  startServer({
    env: {
      ...process.env,
      DATABASE_URL: '',
      COUNTERSIGN_DATA: data,
      COUNTERSIGN_STATE: state,
      COUNTERSIGN_PORT: '0',
    },
    signInsPerMinute: ATTEMPTS_MAX,
  });

/** Makes a workspace: the smallest write that a server takes from outside. */
async function ask({ url, setupTokenPath }: RunningServer): Promise<Words> {
  const token = readFileSync(setupTokenPath, 'utf8').trim();
  const answer = await fetch(`${url}/v1/setup/workspaces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'founded' }),
  });
  const { code, detail } = (await answer.json()) as { code?: string; detail?: string };
  return [[answer.status, code].filter((part) => part !== undefined).join(' '), detail ?? ''];
}

async function untilRefused(served: RunningServer): Promise<Words[]> {
  const told: Words[] = [];
  while (told.length < ATTEMPTS_MAX && !told.some(([code]) => code !== '201'))
    told.push(await ask(served));
  return told;
}

async function mended(served: RunningServer, score: Score): Promise<void> {
  let last: Words = ['', ''];
  for (
    const until = performance.now() + RECOVERY_MS_MAX;
    performance.now() < until;
    await wait(100)
  ) {
    last = await ask(served);
    if (last[0] === '201') break;
  }
  score.check('HTTP: it goes on without a restart once there is room', last[0] === '201', last);
}
