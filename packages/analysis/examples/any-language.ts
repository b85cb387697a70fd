// One program for every language: policies by the name of their language, the same questions, the same answers.
// `node examples/any-language.ts`
import { LANGUAGES, languageOf } from '@countersign/analysis';

/** The verdict of a change, or every reason why there is none. */
function verdictOf(name: string, before: unknown, after: unknown): string {
  const language = languageOf(name);
  if (language === 'unknown' || language === 'not-decided') return `${name} is ${language} here`;
  const read = [language.read(before), language.read(after)];
  const refusals = read.flatMap((one) => (one.ok ? [] : one.refusals));
  if (refusals.length > 0) return refusals.map(({ code, message }) => `${code}: ${message}`).join();
  const [from, to] = read.flatMap((one) => (one.ok ? [one.value] : []));
  return language.diff(from ?? null, to ?? null, { steps: 100_000 }).verdict;
}

console.log([...LANGUAGES.keys()].join(' '));
// → aws-iam kubernetes-rbac grants

const allow = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
console.log(verdictOf('aws-iam', allow('sqs:*'), allow('sqs:SendMessage')));
// → narrower

const rules = (...verbs: string[]): object => ({
  rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs }],
});
console.log(verdictOf('kubernetes-rbac', rules('get', 'list'), rules('get', 'watch')));
// → incomparable

const app = (repositories: unknown): object => ({
  kind: 'github-app',
  app: 'renovate',
  account: 'acme',
  permissions: { contents: 'write' },
  repositories,
});
console.log(verdictOf('grants', app(['acme/shop']), app('all')));
// → broader
console.log(verdictOf('grants', app(['acme/shop']), { kind: 'github-app', app: 'renovate' }));
// → MISSING_ELEMENT: the github-app grant has no `permissions`
console.log(verdictOf('cedar', '', ''));
// → cedar is not-decided here
