import { allOf, type Constraint, type Formula, not, someOf } from '../../engine/search.ts';
import type { AwsPolicy, AwsStack, Statement } from '../model.ts';
import type { Reading } from './reading.ts';
import type { Session } from './session.ts';
import { type Relations, relationsOf } from './stack-relations.ts';
import type { Origin, Place, Rule } from './statement-reader.ts';
import { byWay, type Way } from './ways.ts';

/** An Allow rule that can grant, and what must hold beside it. */
export interface Grant {
  readonly rule: Rule;
  readonly rest: readonly Formula<Origin>[];
}

/** One relation of principal and resource, and what is granted to it. The relations of a stack exclude each other. */
export interface Case {
  readonly when: readonly Formula<Origin>[];
  readonly grants: readonly Grant[];
  /** The same grants as one formula, with what they share written once. */
  readonly granted: Formula<Origin>;
}

/** What a stack allows: what its case grants, within every limit, and no Deny takes away. */
export interface Access {
  readonly cases: readonly Case[];
  /** One formula a level of `scp` and `rcp`. */
  readonly limits: readonly Limit[];
  readonly denies: readonly Denial[];
  /** Who asks, where the stack says so. */
  readonly about: readonly Formula<Origin>[];
}

/** A condition on every request; equal keys mean equal limits. */
export interface Limit {
  readonly key: string;
  readonly formula: Formula<Origin>;
}

/** A Deny rule, and the requests it is looked at for; equal keys mean equal denials. */
export type Denial = Limit;

interface Layer {
  readonly place: Place;
  readonly allows: readonly Rule[];
  readonly denies: readonly Rule[];
}

/** AWS's evaluation order; docs/reference/aws-iam-evaluation.md has the table this follows, path by path. */
export function stackAccess(stack: AwsStack, reading: Reading, session: Session): Access {
  const relations = relationsOf(stack, session);
  const layers = new Layers(stack, reading, session);
  return {
    cases: casesOf(layers, relations),
    limits: limitsOf(layers, relations),
    denies: layers.all.flatMap((layer) => denialsOf(layer, relations)),
    about: relations.about,
  };
}

class Layers {
  readonly all: readonly Layer[];
  private readonly stack: AwsStack;
  private readonly reading: Reading;
  private readonly session: Session;

  constructor(stack: AwsStack, reading: Reading, session: Session) {
    this.stack = stack;
    this.reading = reading;
    this.session = session;
    this.all = [
      ...this.levels('scp', stack.scp),
      this.layer({ layer: 'identity' }, stack.identity),
      this.layer({ layer: 'boundary' }, stack.boundary ?? []),
      this.layer({ layer: 'session' }, stack.session ?? []),
      ...this.levels('rcp', stack.rcp),
      this.layer({ layer: 'resource' }, stack.resource ?? []),
    ];
  }

  /** The Allow rules of the layer. */
  allows(name: Place['layer']): readonly Rule[] {
    return this.all.flatMap(({ place, allows }) => (place.layer === name ? allows : []));
  }

  /** A boundary or session that is not there limits nothing. */
  within(name: 'boundary' | 'session'): readonly Formula<Origin>[] {
    return (this.stack[name] ?? []).length === 0 ? [] : [someOf(this.allows(name))];
  }

  /** Rules of the resource policy that meet the principal in one of these ways. */
  resource(...ways: readonly Way[]): readonly Rule[] {
    const { resource = [] } = this.stack;
    return resource.flatMap((policy, index) =>
      policy.document.Statement.flatMap((statement, at) =>
        statement.Effect === 'Deny'
          ? []
          : byWay(statement, ways).flatMap((part) =>
              this.rules(policy, part, { policy: index, statement: at, place: RESOURCE }),
            ),
      ),
    );
  }

  private levels(
    name: 'scp' | 'rcp',
    levels: readonly (readonly AwsPolicy[])[] | undefined,
  ): Layer[] {
    return (levels ?? []).map((policies, level) => this.layer({ layer: name, level }, policies));
  }

  private layer(place: Place, policies: readonly AwsPolicy[]): Layer {
    const rules = policies.flatMap((policy, index) =>
      policy.document.Statement.flatMap((statement, at) =>
        this.rules(policy, statement, { policy: index, statement: at, place }),
      ),
    );
    const isDeny = ({ origin }: Rule): boolean => origin.statement.Effect === 'Deny';
    return {
      place,
      allows: rules.filter((rule) => !isDeny(rule)),
      denies: rules.filter(isDeny),
    };
  }

  private rules(policy: AwsPolicy, statement: Statement, ref: Origin['ref']): readonly Rule[] {
    const isVariablesOn = policy.document.Version === '2012-10-17';
    return this.session.statements.read(statement, isVariablesOn, ref, this.reading);
  }
}

const RESOURCE: Place = { layer: 'resource' };

/** What each relation is granted. */
function casesOf(layers: Layers, relations: Relations): Case[] {
  const { isOutside, isIdentity, isCross, needsPolicy } = relations;
  const limits = [...layers.within('boundary'), ...layers.within('session')];
  const identity = layers.allows('identity');
  const [direct, role] = [layers.resource('direct'), layers.resource('role')];
  const account = someOf<Origin>(layers.resource('account'));
  const any = layers.resource('direct', 'role', 'account');
  const delegated = grants(identity, someOf<Origin>(any), ...limits);
  return [
    caseOf([isOutside], grants(any)),
    caseOf([isIdentity, isCross], delegated),
    caseOf(
      [isIdentity, not(isCross), needsPolicy],
      [...grants(direct), ...grants(role, ...limits), ...grants(identity, account, ...limits)],
    ),
    caseOf(
      [isIdentity, not(isCross), not(needsPolicy)],
      [...grants(direct), ...grants([...role, ...identity], ...limits)],
    ),
  ];
}

function grants(rules: readonly Rule[], ...rest: readonly Formula<Origin>[]): Grant[] {
  return rules.map((rule) => ({ rule, rest }));
}

/** Grants with the same rest share it, so that getting out of them splits on it once. */
function caseOf(when: readonly Formula<Origin>[], all: readonly Grant[]): Case {
  const groups = new Map<Grant['rest'], Rule[]>();
  for (const { rule, rest } of all) groups.set(rest, [...(groups.get(rest) ?? []), rule]);
  const granted = [...groups].map(([rest, rules]) => allOf([...rest, someOf<Origin>(rules)]));
  return { when, grants: all, granted: someOf(granted) };
}

/** Every level must allow, but for whom organization policies do not restrict. */
function limitsOf({ all }: Layers, { isOutside, isLinked, isServiceRole }: Relations): Limit[] {
  return all.flatMap(({ place, allows }): Limit[] => {
    if (place.layer !== 'scp' && place.layer !== 'rcp') return [];
    const free = place.layer === 'scp' ? [isOutside, isLinked] : [isLinked, isServiceRole];
    // As a list: the key of a rule for every request is empty, and a level without rules must not look like it.
    const key = `${place.layer}/${JSON.stringify(allows.map((rule) => rule.key))}`;
    return [{ key, formula: someOf([...free, ...allows]) }];
  });
}

/** Nobody but identities is looked at by the policies of identities and accounts. */
function denialsOf({ place, denies }: Layer, relations: Relations): Denial[] {
  const { isIdentity, isLinked, isServiceRole } = relations;
  const when: Readonly<Record<Place['layer'], readonly Formula<Origin>[]>> = {
    identity: [isIdentity],
    boundary: [isIdentity],
    session: [isIdentity],
    scp: [isIdentity, not(isLinked)],
    rcp: [not(isLinked), not(isServiceRole)],
    resource: [],
  };
  return denies.map((rule) => ({
    key: `${place.layer}/${rule.key}`,
    formula: allOf([rule, ...when[place.layer]]),
  }));
}

/** The requests a subject allows, as what must hold. */
export function allowed(access: Access): Constraint<Origin>[] {
  const cases = access.cases.map(({ when, granted }) => allOf([...when, granted]));
  return [{ isIn: true, formula: someOf(cases) }, ...withinLimits(access)];
}

/** What must hold beside some grant. */
export function withinLimits({ limits, denies }: Access): Constraint<Origin>[] {
  return [
    ...limits.map(({ formula }) => ({ isIn: true, formula })),
    ...denies.map(({ formula }) => ({ isIn: false, formula })),
  ];
}

/**
 * The requests a subject does not allow. What `other`, which does allow them, has as well is left out: a limit it keeps
 * to, a Deny it does not meet.
 */
export function refusedBy(
  { cases, limits, denies }: Access,
  other: readonly Access[],
): Formula<Origin> {
  const kept = new Set(other.flatMap((one) => one.limits.map(({ key }) => key)));
  const unmet = new Set(other.flatMap((one) => one.denies.map(({ key }) => key)));
  return someOf([
    ...denies.filter(({ key }) => !unmet.has(key)).map(({ formula }) => formula),
    ...limits.filter(({ key }) => !kept.has(key)).map(({ formula }) => not(formula)),
    ...cases.map(({ when, granted }) => allOf([...when, not(granted)])),
  ]);
}
