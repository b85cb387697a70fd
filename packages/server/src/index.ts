export { type Config, type ConfigOptions, DEFAULT_PORT, readConfig } from './config.ts';
export { StartFault } from './start/start-fault.ts';
export { VERSION } from './version.ts';
export { type RunningServer, type ServerOptions, startServer } from './wiring.ts';
