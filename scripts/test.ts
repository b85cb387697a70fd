// `npm test`: everything a release needs. Needs no service of the machine: PostgreSQL and the browser come from npm.
import { conclude, LINT, runStage, TYPES } from './stage.ts';
import { runVitest } from './vitest-stage.ts';

process.exitCode = conclude([
  runStage('types', TYPES),
  runStage('lint', LINT),
  runVitest('tests', []),
]);
