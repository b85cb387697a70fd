import { inert } from '../terminal/layout.ts';
import type { Failure, Reason } from './failure.ts';
import type { Io } from './io.ts';

/** Prints why a command failed: sentences on standard error and, under `--json`, one document on standard output. */
export function reportFailure(failure: Failure, json: boolean, io: Io): void {
  io.note(failureText(failure, io));
  if (json) io.out(`${JSON.stringify(failureJson(failure))}\n`);
}

function failureText(failure: Failure, io: Io): string {
  const style = io.noteStyle;
  const lines = failure.reasons.map(
    (reason) =>
      `${style.red('error')} ${style.bold(reason.code)}: ${shown(reason.message)}${position(reason)}`,
  );
  if (failure.help !== undefined) lines.push(`${style.cyan('help')}: ${failure.help}`);
  return `${lines.join('\n')}\n`;
}

// A message may quote what others wrote; lines stay lines, controls do not reach the terminal.
function shown(message: string): string {
  return message.split('\n').map(inert).join('\n');
}

function failureJson(failure: Failure): unknown {
  return {
    ok: false,
    refusals: failure.reasons.map(({ code, message, details }) =>
      details === undefined ? { code, message } : { code, message, details },
    ),
    ...(failure.help === undefined ? {} : { help: failure.help }),
  };
}

function position(reason: Reason): string {
  const { file, line, column, pointer } = reason.details ?? {};
  const place =
    typeof line === 'number' ? `${line}:${typeof column === 'number' ? column : 1}` : '';
  const where = [typeof file === 'string' ? file : '', place]
    .filter((part) => part !== '')
    .join(':');
  const at = where === '' && typeof pointer === 'string' && pointer !== '' ? pointer : where;
  return at === '' ? '' : ` (at ${at})`;
}
