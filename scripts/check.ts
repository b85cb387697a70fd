// `npm run check`: types, lint and the unit tests of the packages that need no service; the loop while writing code.
import { conclude, LINT, runStage, TYPES } from './stage.ts';
import { runVitest } from './vitest-stage.ts';

const UNIT = ['domain', 'analysis', 'evidence', 'assurance', 'api'].map(
  (name) => `packages/${name}/`,
);

process.exitCode = conclude([
  runStage('types', TYPES),
  runStage('lint', LINT),
  runVitest('unit tests', UNIT),
]);
