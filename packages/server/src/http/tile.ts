import type { Id } from '@countersign/domain';
import type { LogReader } from '../log/log.ts';

const FULL_WIDTH = 256;
const LEVEL_MAX = 5;

/**
 * A tile by the path after `tile/` (C2SP tlog-tiles): `<level>/<index>[.p/<width>]` or `entries/<index>[.p/<width>]`.
 * `undefined` for a path that is none, and for a tile beyond the published log: only what a signed checkpoint
 * covers is handed out.
 */
export async function readTile(
  log: LogReader,
  workspace: Id,
  path: string,
): Promise<Uint8Array | undefined> {
  const tile = parseTilePath(path);
  if (tile === undefined) return undefined;
  const published = (await log.checkpoint(workspace))?.size ?? 0;
  const nodes = Math.floor(published / FULL_WIDTH ** (tile.level === 'entries' ? 0 : tile.level));
  if (tile.index * FULL_WIDTH + tile.width > nodes) return undefined;
  return tile.level === 'entries'
    ? log.entryBundle(workspace, tile.index, tile.width)
    : log.tile(workspace, tile.level, tile.index, tile.width);
}

interface TilePath {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

const PATH = /^(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads the path strictly, so that one tile has one address. */
export function parseTilePath(path: string): TilePath | undefined {
  const [, level, digits, width] = PATH.exec(path) ?? [];
  if (level === undefined || digits === undefined) return undefined;
  const isPadded = digits.startsWith('x000/');
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const tile = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? FULL_WIDTH : Number(width),
  } as const;
  const isLevel = tile.level === 'entries' || tile.level <= LEVEL_MAX;
  const isWidth = width === undefined || tile.width < FULL_WIDTH;
  return isLevel && isWidth && !isPadded && Number.isSafeInteger(index) ? tile : undefined;
}
