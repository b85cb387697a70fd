/** Why the server cannot start: a stable code, a sentence and what to do. */
export class StartFault extends Error {
  readonly code: 'PORT_TAKEN' | 'PORT_NOT_ALLOWED' | 'CONFIG_INVALID';
  readonly help: string;

  constructor(code: StartFault['code'], message: string, help: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartFault';
    this.code = code;
    this.help = help;
  }
}
