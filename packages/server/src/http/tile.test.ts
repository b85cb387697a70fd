import { describe, expect, test } from 'vitest';
import { parseTilePath } from './tile.ts';

describe('a tile path', () => {
  test.each([
    ['0/000', { level: 0, index: 0, width: 256 }],
    ['0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['entries/001.p/7', { level: 'entries', index: 1, width: 7 }],
    ['5/000.p/255', { level: 5, index: 0, width: 255 }],
  ])('%s is read as the layout says', (path, tile) => {
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    '',
    '0',
    '0/0',
    '00/000',
    '6/000',
    '0/x000/001',
    '0/000.p/0',
    '0/000.p/256',
    '0/001/002',
    '0/../checkpoint',
    'entries/000/',
  ])('`%s` is none, so that one tile has one address', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});
