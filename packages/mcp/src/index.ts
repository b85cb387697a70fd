export type { Ports, Tool, ToolKind } from './tool.ts';
export { tools } from './tools.ts';
export { answerOverHttp, type HttpAnswer } from './transports/http.ts';
export { serveOverStdio } from './transports/stdio.ts';
export { waitOnClock } from './wait.ts';
