/** Colour and width of one output; every function returns its text unchanged where there is no colour. */
export interface Style {
  readonly colour: boolean;
  readonly width: number;
  readonly terminal: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const WIDTH_WITHOUT_TERMINAL = 100;

/** Chooses by what the output is: colour only on a terminal whose user did not switch it off. */
export function createStyle(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const terminal = stream.isTTY === true;
  const off = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return styleOf(terminal && !off, stream.columns ?? WIDTH_WITHOUT_TERMINAL, terminal);
}

/** A style with colour on or off. */
export function styleOf(colour: boolean, width = WIDTH_WITHOUT_TERMINAL, terminal = colour): Style {
  const paint = (code: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${code}m${text}\u001b[${code <= 2 ? 22 : 39}m` : text;
  return {
    colour,
    width: Math.max(40, Math.min(width, 120)),
    terminal,
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    yellow: paint(33),
    cyan: paint(36),
  };
}
