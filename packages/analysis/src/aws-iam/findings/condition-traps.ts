import { foldCase, foldKey } from '../../engine/fold.ts';
import { readOperator } from '../translate/operator.ts';
import { finding, type PolicyFinding } from './finding.ts';
import { conditionsIn, type OneCondition } from './partial-context.ts';
import type { Entry, Subject } from './subject.ts';

/** Conditions that hold, or fail to hold, for a request that lacks their key, and other traps of the grammar. */
export function conditionTraps(subject: Subject): PolicyFinding[] {
  return subject.entries.flatMap((entry) => [
    ...conditionsIn(entry.body.Condition).flatMap((one) => trapsOf(one, entry)),
    ...oldVariables(entry),
  ]);
}

function trapsOf(one: OneCondition, entry: Entry): PolicyFinding[] {
  const found = entry.body.Effect === 'Allow' ? allowTrap(one, entry) : denyTrap(one, entry);
  return found === undefined ? [] : [found];
}

/** The key is absent only where AWS leaves it out; these stand in every request. */
const ALWAYS_PRESENT: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:viaawsservice',
  'aws:principalisawsservice',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:principaltype',
  'aws:resourceaccount',
  'aws:userid',
  'iam:passedtoservice',
]);

function allowTrap(one: OneCondition, entry: Entry): PolicyFinding | undefined {
  const operator = readOperator(one.operator);
  if (operator === undefined || isGuarded(one, entry)) return undefined;
  if (operator.quantifier === 'every') {
    const message = `allows requests without \`${one.key}\`: ${one.operator} holds where the key is absent; \`Null\` \`false\` beside it would ask for the key`;
    // A request without tag keys sets no tags, which is what most such statements mean.
    const severity = foldKey(one.key) === 'aws:tagkeys' ? 'low' : 'medium';
    return finding('FOR_ALL_VALUES_ALLOW', severity, message, [entry.origin]);
  }
  const isLoose = operator.ifExists && !ALWAYS_PRESENT.has(foldKey(one.key));
  if (!isLoose) return undefined;
  const message = `allows requests without \`${one.key}\`: ${one.operator} holds where the key is absent`;
  return finding('ALLOW_WITHOUT_KEY', 'low', message, [entry.origin]);
}

/** Whether another condition of the statement makes sure that the key is there. */
function isGuarded({ key }: OneCondition, { body }: Entry): boolean {
  return conditionsIn(body.Condition).some((other) => {
    if (foldKey(other.key) !== foldKey(key)) return false;
    const operator = readOperator(other.operator);
    if (operator === undefined) return false;
    if (operator.family === 'null')
      return other.values.every((value) => foldCase(value) === 'false');
    if (operator.quantifier === 'some') return true;
    return operator.quantifier === null && !operator.ifExists && !operator.isNegated;
  });
}

function denyTrap(one: OneCondition, entry: Entry): PolicyFinding | undefined {
  const operator = readOperator(one.operator);
  if (operator === undefined || operator.family === 'null') return undefined;
  const key = foldKey(one.key);
  if (operator.quantifier === 'some') {
    const severity = operator.isNegated ? 'medium' : 'low';
    const message = `does not deny requests without \`${one.key}\`: ${one.operator} does not hold where the key is absent`;
    return finding('FOR_ANY_VALUE_DENY', severity, message, [entry.origin]);
  }
  if (/^aws:multifactorauth(present|age)$/.test(key) && holdsOnlyWithKey(operator)) {
    const message = `does not deny requests by long-term credentials: they do not carry \`${one.key}\`, and ${one.operator} does not hold then; \`IfExists\` would`;
    return finding('DENY_WITHOUT_KEY', 'medium', message, [entry.origin]);
  }
  if (key === 'aws:sourceip' && operator.family === 'address' && operator.isNegated) {
    return sourceIpDeny(entry);
  }
  return undefined;
}

function holdsOnlyWithKey({
  ifExists,
  isNegated,
}: {
  ifExists: boolean;
  isNegated: boolean;
}): boolean {
  return !(ifExists || isNegated);
}

/** Services call from addresses of their own; `aws:ViaAWSService` or its like beside the address spares them. */
function sourceIpDeny(entry: Entry): PolicyFinding | undefined {
  const spares = conditionsIn(entry.body.Condition).some(({ key }) =>
    /^aws:(viaawsservice|principalisawsservice|calledvia.*|sourcevpce?|vpcsourceip)$/.test(
      foldKey(key),
    ),
  );
  if (spares) return undefined;
  const message =
    'denies by `aws:SourceIp` also what AWS services do for the principal, since they call from their own addresses; `aws:ViaAWSService` `false` beside it would spare them';
  return finding('SOURCE_IP_DENY', 'low', message, [entry.origin]);
}

function oldVariables({ body, version, origin }: Entry): PolicyFinding[] {
  if (version === '2012-10-17') return [];
  const texts = [
    ...(body.Resource ?? []),
    ...(body.NotResource ?? []),
    ...conditionsIn(body.Condition).flatMap(({ values }) => values),
  ];
  const first = texts.find((text) => /\$\{[^}]+\}/.test(text));
  if (first === undefined) return [];
  const message = `has the policy variable \`${first}\`, which is plain text in version \`2008-10-17\``;
  return [finding('VARIABLE_IN_OLD_VERSION', 'medium', message, [origin])];
}
