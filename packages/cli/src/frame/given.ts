import { badInput } from './failure.ts';

/** What was given on the command line, read by name and checked for its kind. */
export class Given {
  readonly #arguments: readonly (string | readonly string[] | undefined)[];
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(
    args: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, unknown>>,
  ) {
    this.#arguments = args;
    this.#options = options;
  }

  /** The positional argument at `index`; commander has refused its absence where it is required. */
  argument(index: number): string {
    const value = this.maybeArgument(index);
    if (value === undefined) throw badInput('MISSING_ARGUMENT', `argument ${index + 1} is missing`);
    return value;
  }

  /** The positional argument at `index`, or undefined. */
  maybeArgument(index: number): string | undefined {
    const value = this.#arguments[index];
    return typeof value === 'string' ? value : undefined;
  }

  /** A variadic positional argument. */
  rest(index: number): readonly string[] {
    const value = this.#arguments[index];
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** An option that must be there. */
  text(name: string): string {
    const value = this.maybe(name);
    if (value === undefined) {
      throw badInput('MISSING_OPTION', `option \`--${kebab(name)}\` is missing`);
    }
    return value;
  }

  /** An option that may be absent. */
  maybe(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether a flag was given. */
  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  /** Whether a switch is on that `--no-…` turns off. */
  on(name: string): boolean {
    return this.#options[name] !== false;
  }

  /** A repeatable option, in the order given. */
  list(name: string): readonly string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** A whole number of at least `least`, or undefined when the option is absent. */
  count(name: string, least: number): number | undefined {
    const text = this.maybe(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d{1,12}$/.test(text) && value >= least) return value;
    throw badInput(
      'BAD_NUMBER',
      `option \`--${kebab(name)}\` takes a whole number of at least ${least}, not \`${text}\``,
    );
  }

  /** A span like `90d`, `12h`, `30m`, `45s` in seconds, or undefined when the option is absent. */
  seconds(name: string): number | undefined {
    const text = this.maybe(name);
    if (text === undefined) return undefined;
    const match = /^(\d{1,6})([smhd])$/.exec(text);
    const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? ''];
    if (match === null || unit === undefined || Number(match[1]) === 0) {
      throw badInput(
        'BAD_DURATION',
        `option \`--${kebab(name)}\` takes a span such as \`90d\`, \`12h\`, \`30m\` or \`45s\`, not \`${text}\``,
      );
    }
    return Number(match[1]) * unit;
  }
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
