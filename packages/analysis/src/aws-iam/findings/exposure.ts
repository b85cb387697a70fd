import { foldKey } from '../../engine/fold.ts';
import type { AwsRequest, Statement } from '../model.ts';
import { evaluate } from '../questions/evaluate.ts';
import { distinct, finding, ifText, type PolicyFinding, quoted } from './finding.ts';
import { conditionsIn } from './partial-context.ts';
import { certainly, conditionsOf, isAllow, reduced } from './reach.ts';
import {
  principalNames,
  requestsOf,
  type Stranger,
  strangers,
  strangeService,
} from './strangers.ts';
import { type Entry, policiesOf, type Subject } from './subject.ts';

/** Who is let in from outside by policies that name principals. */
export function exposure(subject: Subject): PolicyFinding[] {
  if (subject.opened.length === 0) return [];
  const account = outsideAccount(subject);
  return subject.opened.filter(isAllow).flatMap((entry) => {
    const open = publicAccess(entry, account, subject);
    if (open !== undefined) return [open];
    return [...crossAccount(entry), ...confusedDeputy(entry, account, subject)];
  });
}

function publicAccess(entry: Entry, account: string, subject: Subject): PolicyFinding | undefined {
  const tried = [...strangers(account), strangeService(account)].flatMap((stranger) => {
    const met = meeting(stranger, entry, subject);
    const proof = met && openProof(met, subject);
    return proof === undefined ? [] : [{ stranger, proof }];
  });
  const sure = tried.find(({ proof }) => proof.isAlways);
  const { stranger, proof } = sure ?? tried[0] ?? {};
  if (stranger === undefined || proof === undefined) return undefined;
  const what = `${stranger.who}: ${quoted(entry.body.Action ?? ['*'], 5)}`;
  const message =
    proof.witness === null
      ? `may allow ${what}, which was not decided (${proof.reason ?? ''})`
      : `allows ${what}${ifText(proof.conditions)}`;
  return finding(
    sure === undefined ? 'PUBLIC_ACCESS_CONDITIONAL' : 'PUBLIC_ACCESS',
    'high',
    message,
    [entry.origin],
    proof.witness && shown(stranger, proof.witness, entry, account, subject),
  );
}

/** The request that the policies allow when they are evaluated whole, else the first that could be it. */
function shown(
  stranger: Stranger,
  witness: AwsRequest,
  { body }: Entry,
  account: string,
  { opened }: Subject,
): AwsRequest {
  const sources = conditionsIn(body.Condition)
    .filter(({ key }) => foldKey(key) === 'aws:sourcearn')
    .flatMap(({ values }) => values.map((value) => sourceOf(value, account)));
  const tried = requestsOf(stranger, witness, [...sources, `arn:aws:s3:::${account}`]);
  const policies = policiesOf(opened);
  return tried.find((one) => evaluate(policies, one).decision === 'allow') ?? tried[0] ?? witness;
}

/** A source of this account that the pattern matches, if one does. */
function sourceOf(pattern: string, account: string): string {
  const fills = ['arn', 'aws', 's3', 'us-east-1', account];
  return pattern
    .split(':')
    .map((field, at) => field.replaceAll('*', fills[at] ?? 'example').replaceAll('?', 'x'))
    .join(':');
}

/** The statement and the Denies as they stand towards a stranger, or nothing if the statement does not mean it. */
function meeting(stranger: Stranger, entry: Entry, subject: Subject): Entry[] | undefined {
  if (!stranger.isMeantBy(entry.body)) return undefined;
  const denies = subject.opened.filter((one) => !isAllow(one) && stranger.isMeantBy(one.body));
  const met = reduced([entry, ...denies], stranger.context).map(withoutPrincipal);
  return met.some(isAllow) ? met : undefined;
}

interface OpenProof {
  /** Whatever conditions say. */
  readonly isAlways: boolean;
  readonly witness: AwsRequest | null;
  readonly reason: string | null;
  readonly conditions: readonly string[];
}

/** How statements let somebody in; nothing where it is proved that they do not. */
function openProof(met: readonly Entry[], { allowance }: Subject): OpenProof | undefined {
  const certain = certainly(met);
  if (certain.some(isAllow)) {
    const { verdict, witness = null } = allowance.allowsNothing(policiesOf(certain));
    if (verdict === 'refuted') return { isAlways: true, witness, reason: null, conditions: [] };
  }
  const { verdict, witness = null, reason = null } = allowance.allowsNothing(policiesOf(met));
  if (verdict === 'proved') return undefined;
  return { isAlways: false, witness, reason, conditions: conditionsOf(met.filter(isAllow), met) };
}

function withoutPrincipal(entry: Entry): Entry {
  const { Principal: _, NotPrincipal: __, ...body } = entry.body;
  return { ...entry, body: { ...body, ...(hasResource(body) ? {} : { Resource: ['*'] }) } };
}

function hasResource({ Resource, NotResource }: Statement): boolean {
  return Resource !== undefined || NotResource !== undefined;
}

/** The first account number of a row that no statement mentions. */
function outsideAccount({ entries }: Subject): string {
  const text = JSON.stringify(entries.map(({ body }) => body));
  for (let number = 999_988_887_777; ; number -= 1) {
    if (!text.includes(String(number))) return String(number);
  }
}

const ACCOUNT = /^(\d{12})$|^arn:[^:]*:(?:iam|sts)::(\d{12}):/;

function crossAccount({ body, origin }: Entry): PolicyFinding[] {
  const own = new Set((body.Resource ?? []).map((text) => text.split(':')[4] ?? ''));
  const names = body.Principal === undefined ? [] : principalNames(body.Principal);
  const accounts = names.flatMap(([kind, name]) => {
    const [, whole, part] = ACCOUNT.exec(name) ?? [];
    return kind === 'AWS' ? [whole ?? part ?? ''] : [];
  });
  const others = [...new Set(accounts)].filter((one) => one !== '' && !own.has(one));
  if (others.length === 0) return [];
  const whose = others.length === 1 ? 'the account' : 'the accounts';
  const message = `allows principals of ${whose} ${quoted(others, 5)}: ${quoted(body.Action ?? ['*'])}`;
  return [finding('CROSS_ACCOUNT_ACCESS', 'low', message, [origin])];
}

/** Services that a resource policy lets in, whoever they act for; a role's trust is not a resource of that kind. */
function confusedDeputy(entry: Entry, account: string, subject: Subject): PolicyFinding[] {
  const { Principal } = entry.body;
  if (Principal === undefined || !hasResource(entry.body)) return [];
  const services = principalNames(Principal).filter(([kind]) => kind === 'Service');
  const open = services.flatMap(([, name]) => {
    const stranger = strangeService(account, name);
    const met = meeting(stranger, entry, subject);
    const proof = met && openProof(met, subject);
    return proof === undefined ? [] : [{ name, stranger, proof }];
  });
  const [first] = open;
  if (first === undefined) return [];
  const names = quoted(
    open.map(({ name }) => name),
    5,
  );
  const message = `allows ${names} whichever account it acts for: no condition on \`aws:SourceArn\` or \`aws:SourceAccount\` holds it to one`;
  const { stranger, proof } = first;
  const witness = proof.witness && shown(stranger, proof.witness, entry, account, subject);
  return [finding('CONFUSED_DEPUTY', 'medium', message, distinct([entry.origin]), witness)];
}
