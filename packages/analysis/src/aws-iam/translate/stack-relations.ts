import { FlagLiteral } from '../../engine/flag-literal.ts';
import type { Literal } from '../../engine/literal.ts';
import { DIGIT, type Pattern, pointsOf, SEGMENT_STAR, STAR } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { allOf, type Formula, not, shapeOf, someOf } from '../../engine/search.ts';
import { TextLiteral } from '../../engine/text-literal.ts';
import type { AwsPrincipal, AwsStack } from '../model.ts';
import { NotModelled } from './not-modelled.ts';
import type { Session } from './session.ts';
import type { Origin } from './statement-reader.ts';
import { accountTokens, whoLiteral } from './who.ts';

/** How principal and resource of a request stand to each other, as formulas. */
export interface Relations {
  /** The principal is an identity of an account: a user or a role. */
  readonly isIdentity: Formula<Origin>;
  /** Anonymous, a service, a provider or a canonical user. */
  readonly isOutside: Formula<Origin>;
  /** Principal and resource are known to be of two accounts. */
  readonly isCross: Formula<Origin>;
  /** Assuming a role or using a KMS key: the policy of the resource must itself allow. */
  readonly needsPolicy: Formula<Origin>;
  /** A role that a service owns, which organization policies do not restrict. */
  readonly isLinked: Formula<Origin>;
  /** A service that takes its own role. */
  readonly isServiceRole: Formula<Origin>;
  /** Who asks, where the stack says so; never the root user. */
  readonly about: readonly Formula<Origin>[];
}

/** The relations of one stack. */
export function relationsOf(stack: AwsStack, session: Session): Relations {
  const { who } = session.fields;
  const of = (...literals: Literal[]): Formula<Origin> => shapeOf(literals, NOBODYS);
  const isOutside = of(whoLiteral(who, who.withoutArn));
  const resource = (text: string): Literal => resourceLiteral(session, text);
  const isTrust = of(action(session, 'sts:?*'), resource('arn:*:iam::*:role/*'));
  return {
    isOutside,
    isIdentity: not(isOutside),
    isCross: crossOf(stack, session),
    needsPolicy: someOf([isTrust, of(action(session, 'kms:?*'), resource('arn:*:kms:*:*:key/*'))]),
    isLinked: of(whoLiteral(who, [glob(session, 'AWS:arn:*:iam::*:role/aws-service-role/*')])),
    isServiceRole: of(
      whoLiteral(who, [glob(session, 'Service:*')]),
      action(session, 'sts:?*'),
      resource('arn:*:iam::*:role/aws-service-role/*'),
    ),
    about: aboutOf(stack, session),
  };
}

/** Where a formula about the request itself comes from: no statement. */
const NOBODYS: Origin = {
  statement: { Effect: 'Allow' },
  ref: { policy: -1, statement: -1 },
  actions: new PatternList([]),
  isNotAction: false,
};

/** The account of the principal differs from the owner of the resource. */
function crossOf(stack: AwsStack, session: Session): Formula<Origin> {
  const account = accountOf(stack);
  if (account === undefined) return openRelation(session);
  const { patterns } = session.fields;
  const of = (...literals: Literal[]): Formula<Origin> => shapeOf(literals, NOBODYS);
  const owned = of(ownedBy(session, patterns.intern('arn:*:*:*:*:*', OWNED)));
  const own = of(ownedBy(session, patterns.intern(`arn:*:*:*:${account}:*`, ownedTokens(account))));
  const stated = stack.resourceAccount;
  const list = new PatternList([patterns.literal(account)]);
  const byKey = of(session.texts.literal(OWNER, { list, isNegated: true }));
  // Where the stack states the owner of what its ARN does not tell, the key says the same.
  const isOther = stated === undefined ? byKey : stated === account ? someOf<Origin>([]) : of();
  return someOf([allOf([owned, not(own)]), allOf([not(owned), isOther])]);
}

const OWNER = 'aws:resourceaccount';

/** The key of the owner agrees with what the stack states. */
function agreeingOwner(stated: string, session: Session): Formula<Origin> {
  const { patterns } = session.fields;
  const list = new PatternList([patterns.literal(stated)]);
  return someOf([
    shapeOf([ownedBy(session, patterns.intern('arn:*:*:*:*:*', OWNED))], NOBODYS),
    shapeOf([session.texts.literal(OWNER, { list, holdsAbsent: true })], NOBODYS),
  ]);
}

/** Without the principal's account a concrete request has to show it. */
function openRelation(session: Session): Formula<Origin> {
  const flag = session.fields.flag(
    'two accounts',
    'opaque',
    'whether principal and resource are of one account',
  );
  return shapeOf([new FlagLiteral(flag.field, true)], NOBODYS);
}

function accountOf({ principal, account }: AwsStack): string | undefined {
  if (typeof principal !== 'string') return account;
  const fields = principal.split(':');
  return fields[0] === 'arn' ? fields[4] : account;
}

function ownedBy(session: Session, pattern: Pattern): Literal {
  return new TextLiteral(session.fields.resource, { list: new PatternList([pattern]) });
}

function ownedTokens(account: string): readonly number[] {
  return [...HEAD, ...pointsOf(account), 58, STAR];
}

/** `arn:partition:service:region:` */
const HEAD: readonly number[] = [
  ...pointsOf('arn:'),
  SEGMENT_STAR,
  58,
  SEGMENT_STAR,
  58,
  SEGMENT_STAR,
  58,
];
const OWNED: readonly number[] = [...HEAD, ...Array<number>(12).fill(DIGIT), 58, STAR];

/** The principal the stack is about. Roots and federated users have rules of their own, which are not modelled. */
function aboutOf(stack: AwsStack, session: Session): Formula<Origin>[] {
  const { resourceAccount } = stack;
  const whose = resourceAccount === undefined ? [] : [agreeingOwner(resourceAccount, session)];
  return [...whose, ...askingOf(stack, session)];
}

function askingOf({ principal, account }: AwsStack, session: Session): Formula<Origin>[] {
  const { who, patterns } = session.fields;
  const roots = ['AWS:arn:*:iam::*:root', 'AWS:arn:*:sts::*:federated-user/*'];
  const isOrdinary = shapeOf(
    [
      whoLiteral(
        who,
        roots.map((text) => glob(session, text)),
        true,
      ),
    ],
    NOBODYS,
  );
  if (principal !== undefined) {
    const name = whoText(principal);
    if (/^AWS:arn:[^:]*:(?:iam::[^:]*:root|sts::[^:]*:federated-user\/.*)$/.test(name))
      throw new NotModelled(`the stack of \`${name.slice(4)}\``);
    return [shapeOf([whoLiteral(who, [patterns.literal(name)])], NOBODYS)];
  }
  if (account === undefined) return [isOrdinary];
  const ofAccount = patterns.intern(`AWS:arn:*:${account}:*`, accountTokens(pointsOf(account)));
  return [isOrdinary, shapeOf([whoLiteral(who, [ofAccount, ...who.withoutArn])], NOBODYS)];
}

/** How the field of the principal has it. */
function whoText(principal: AwsPrincipal): string {
  if (typeof principal !== 'string') {
    const [kind, name] = Object.entries(principal)[0] ?? ['AWS', ''];
    return `${kind}:${name}`;
  }
  if (principal === '*' || principal === 'anonymous') return 'Anonymous:';
  return `AWS:${principal}`;
}

function action(session: Session, text: string): Literal {
  return new TextLiteral(session.fields.action, {
    list: new PatternList([session.fields.patterns.glob(text)]),
  });
}

/** Stars before the end stay within their segment. */
function resourceLiteral(session: Session, text: string): Literal {
  const points = pointsOf(text);
  const tokens = points.map((point, index) => {
    if (point !== 42) return point;
    return index === points.length - 1 ? STAR : SEGMENT_STAR;
  });
  return ownedBy(session, session.fields.patterns.intern(text, tokens));
}

function glob(session: Session, text: string): Pattern {
  return session.fields.patterns.glob(text);
}
