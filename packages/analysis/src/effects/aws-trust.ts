import { Allowance } from '../aws-iam/findings/allowance.ts';
import { exposure } from '../aws-iam/findings/exposure.ts';
import { federation } from '../aws-iam/findings/federation.ts';
import type { PolicyFinding } from '../aws-iam/findings/finding.ts';
import { principalNames } from '../aws-iam/findings/strangers.ts';
import { Subject } from '../aws-iam/findings/subject.ts';
import type { AwsPolicy, Statement } from '../aws-iam/model.ts';
import { type AwsSides, namesSomebody, statementsOf } from './aws-sides.ts';
import { type Effect, effect } from './effect.ts';
import { sentence } from './words.ts';

/** Who else is let in, by policies that name principals; nothing where nothing is newly allowed. */
export function trustEffects({ before, after, diff, account, steps }: AwsSides): readonly Effect[] {
  const opened = statementsOf(after).filter((one) => one.Effect === 'Allow' && namesSomebody(one));
  if (opened.length === 0 || diff.allowed === 'none') return [];
  const known = new Set(letIn(before));
  const added = letIn(after).filter((name) => !known.has(name));
  const outside = added.filter((name) => isOutside(name, account));
  const isTrust = opened.every(
    ({ Resource, NotResource }) => (Resource ?? NotResource) === undefined,
  );
  return [
    ...exposed(before, after, steps),
    ...(outside.length > 0
      ? [effect('TRUST_OUTSIDE', sentence(OUTSIDE, outside), actionsOf(opened))]
      : []),
    ...(isTrust || added.length > 0
      ? [effect('TRUST_WIDENED', widened(added), actionsOf(opened))]
      : []),
  ];
}

const OUTSIDE = 'is let in and not known to be of the same account';

function widened(added: readonly string[]): string {
  return added.length > 0
    ? sentence('is let in by name', added)
    : 'those who are let in by name may do so in more cases';
}

function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action = ['*'] }) => Action);
}

/** `KIND:NAME` of everybody an Allow lets in; whom it names as left out lets in everybody else. */
function letIn(policies: readonly AwsPolicy[]): readonly string[] {
  const allows = statementsOf(policies).filter(({ Effect }) => Effect === 'Allow');
  const names = allows.flatMap(({ Principal, NotPrincipal }) => [
    ...(Principal === undefined ? [] : principalNames(Principal)),
    ...(NotPrincipal === undefined ? [] : [['AWS', `all but ${JSON.stringify(NotPrincipal)}`]]),
  ]);
  return [...new Set(names.map(([kind, name]) => `${kind}:${name}`))];
}

/** AWS services act for an account; everybody else is outside unless the account is known to be one's own. */
function isOutside(name: string, account: string | null): boolean {
  if (name.startsWith('Service:')) return false;
  const [, number] = /^AWS:(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(name) ?? [];
  return number === undefined || number !== account;
}

/** Findings of the resulting set that the set before had not. */
function exposed(
  before: readonly AwsPolicy[],
  after: readonly AwsPolicy[],
  steps: number,
): readonly Effect[] {
  const found = (policies: readonly AwsPolicy[]): readonly PolicyFinding[] => {
    const subject = new Subject(policies, new Allowance(steps));
    return [...exposure(subject), ...federation(subject)];
  };
  const known = new Set(found(before).map(({ code, message }) => `${code} ${message}`));
  return found(after)
    .filter(({ code, message }) => !known.has(`${code} ${message}`))
    .flatMap(({ code, message }) => {
      if (code === 'PUBLIC_ACCESS' || code === 'PUBLIC_ACCESS_CONDITIONAL') {
        return [effect('PUBLIC_ACCESS', message)];
      }
      return code === 'FEDERATED_WITHOUT_SUBJECT' ? [effect('TRUST_OUTSIDE', message)] : [];
    });
}
