export { about, commands, VERSION } from './commands.ts';
export { EXIT, type ExitCode, Failure, type Reason } from './frame/failure.ts';
export { cliReference } from './reference.ts';
