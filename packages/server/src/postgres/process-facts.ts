import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the system knows of a living process. A zombie is dead: it holds nothing and never goes on. */
export interface ProcessFacts {
  readonly command: string;
  /** Tells a process from a later one with the same id. */
  readonly started: string;
}

const HAS_PROC = existsSync('/proc/self/stat');

/** The living process of this id, or `undefined` when there is none or it is a zombie. */
export function livingProcess(pid: number): ProcessFacts | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return HAS_PROC ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields after the command, which is in parentheses and may hold anything: state is 3, starttime 22 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { command, started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessFacts | undefined {
  const ran = spawnSync('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const match = /^(\S+)\s+(.{24})\s+(.*)$/.exec(ran.stdout.trim());
  if (ran.status !== 0 || match === null || match[1]?.startsWith('Z')) return undefined;
  return { command: match[3] ?? '', started: match[2] ?? '' };
}

/** Living processes that work in `folder`; PostgreSQL's processes all do. Empty where the system has no /proc. */
export function processesIn(folder: string): number[] {
  if (!HAS_PROC) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => workingFolder(pid) === folder && livingProcess(pid));
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
