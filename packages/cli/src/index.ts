export { about, commands } from './commands.ts';
export { EXIT, type ExitCode, Failure, type Reason } from './frame/failure.ts';
export { cliReference } from './reference.ts';
export { VERSION } from './version.ts';
