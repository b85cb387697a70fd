import { refusal } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';
import { createAsker } from '../terminal/ask.ts';
import { heading } from '../terminal/layout.ts';
import { askConfirmations, type Confirmation } from './confirmations.ts';

/** Asks the six confirmations one by one, then for a reason; answers the reason. Nothing here can be skipped. */
export async function askDecision(
  confirmations: readonly Confirmation[],
  role: string,
  io: Io,
): Promise<string> {
  const asker = createAsker(io);
  const style = io.noteStyle;
  try {
    io.note(`\n${heading(`Your decision, as ${role}`, style)}\n`);
    await askConfirmations(confirmations, asker, style);
    const reason = await asker.ask('\nyour reason, one line, shown to the others: ');
    if (reason !== '') return reason;
    throw refusal('NO_REASON', 'an approval needs a reason', 'nothing was signed');
  } finally {
    asker.close();
  }
}
