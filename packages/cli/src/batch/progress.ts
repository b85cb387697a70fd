import type { Io } from '../frame/io.ts';

/** Counts rows and says so on a terminal; says nothing anywhere else. */
export interface BatchProgress {
  count(isError: boolean): void;
  end(): void;
}

const EVERY_MILLISECONDS = 250;

export function batchProgress(io: Io): BatchProgress {
  const started = performance.now();
  let rows = 0;
  let errors = 0;
  let shown = 0;
  const show = (): void => {
    const seconds = Math.max(0.001, (performance.now() - started) / 1000);
    const failed = errors === 0 ? '' : `, ${errors.toLocaleString('en')} with errors`;
    const rate = Math.round(rows / seconds).toLocaleString('en');
    io.note(`\r\u001b[K${rows.toLocaleString('en')} lines, ${rate} a second${failed}`);
    shown = performance.now();
  };
  return {
    count(isError) {
      rows += 1;
      if (isError) errors += 1;
      if (io.noteStyle.terminal && performance.now() - shown > EVERY_MILLISECONDS) show();
    },
    end() {
      if (!io.noteStyle.terminal || shown === 0) return;
      show();
      io.note('\n');
    },
  };
}
