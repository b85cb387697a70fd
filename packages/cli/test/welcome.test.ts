import { expect, test } from 'vitest';
import { styleOf } from '../src/terminal/style.ts';
import { type Ready, welcome } from '../src/terminal/welcome.ts';

const STATE = '/home/newcomer/.local/state/countersign';
const WORKSPACE = '01900000-0000-7000-8000-000000000001';
const plain = styleOf(false);
const io = {
  env: {},
  out: () => undefined,
  outReady: () => Promise.resolve(),
  note: () => undefined,
  style: plain,
  noteStyle: plain,
  now: () => new Date(0),
};

function ready(changed: Partial<Ready> = {}): Ready {
  return {
    url: 'http://localhost:7390',
    setupTokenPath: `${STATE}/setup-token`,
    logPath: `${STATE}/server.log`,
    data: '/home/newcomer/countersign/.countersign',
    state: STATE,
    hasWeb: true,
    notes: [],
    evaluation: {
      workspace: WORKSPACE,
      visitUrl: `http://localhost:7390/visit?code=${'x'.repeat(43)}`,
      people: ['ana', 'ben', 'rita', 'sam'].map((name) => ({
        name,
        keyPath: `${STATE}/evaluation/${WORKSPACE}/${name}`,
      })),
    },
    ...changed,
  };
}

test('whoever starts it reads how to play each part, on 80 columns', () => {
  const lines = welcome(ready(), 4200, io).split('\n');
  expect(lines).toContain('  rita  resource owner: approves for what is accessed');
  expect(lines).toContain('    countersign login --server http://localhost:7390 \\');
  expect(lines).toContain(`      --workspace ${WORKSPACE} \\`);
  expect(lines).toContain(`      --key ${STATE}/evaluation/${WORKSPACE}/rita`);
  const long = lines.filter((line) => line.length > 80 && !line.includes(STATE));
  expect(long).toEqual([]);
});

test('every part of an evaluation is named with what it may do', () => {
  const text = welcome(ready(), 4200, io);
  expect(text).toMatch(
    /\n {2}ana {3}author.*\n {2}ben {3}backup owner.*\n {2}rita .*\n {2}sam {3}security/,
  );
});

test('where only founded workspaces live there is no part to play', () => {
  const text = welcome(ready({ evaluation: null }), 4200, io);
  expect(text).not.toContain('play a part');
  expect(text).toContain('found your own workspace');
});

test('started by npm, it names the program as the next shell finds it', () => {
  const text = welcome(ready(), 4200, { ...io, env: { npm_lifecycle_event: 'start' } });
  expect(text).toContain('    npx countersign login --server');
  expect(text).not.toMatch(/(?<!npx )countersign (login|doctor|init|review) /);
});
