import type {
  AwsPolicy,
  AwsRequest,
  AwsStack,
  ConditionElement,
  Statement,
} from '../aws-iam/model.ts';
import { evaluateStack } from '../aws-iam/replay/evaluate-stack.ts';
import type { Request } from '../aws-iam/replay/facts.ts';
import { type ReadDocument, readDocument } from '../aws-iam/replay/read-document.ts';
import type { ReplayStack } from '../aws-iam/replay/stack.ts';
import { exampleResource, filled } from '../aws-iam/service-table/example-resource.ts';
import type { Json } from '../canonical/jcs.ts';
import { sharesAction } from './aws-controls.ts';
import { OWN_ACCOUNT } from './estate-aws-facts.ts';
import type { Pattern } from './guardrail.ts';

/** The independent evaluator over many stacks that share policies: each text is read once. */
export class AwsReplays {
  private readonly read = new WeakMap<AwsPolicy, ReadDocument>();

  /** Whether a request is allowed for certain, whichever way AWS reads wildcards. */
  allows(stack: AwsStack, request: AwsRequest): boolean {
    const { decision, errors } = evaluateStack(this.replayable(stack), request as Request);
    return decision === 'allow' && errors.length === 0;
  }

  /**
   * A request of the pattern that is allowed, by trying likely ones; null says nothing. It is evaluated, so it refutes
   * as well as one the prover found, for a fraction of the steps.
   */
  likelyWitness(stack: AwsStack, pattern: Pattern): AwsRequest | null {
    if (!isOfAnyResource(pattern)) return null;
    const tries = likelyRequests(stack, pattern).slice(0, MAX_TRIES);
    return tries.find((request) => this.allows(stack, request)) ?? null;
  }

  private replayable(stack: AwsStack): ReplayStack {
    const { identity, resource, boundary, session, scp, rcp, ...about } = stack;
    const all = (policies: readonly AwsPolicy[]): ReadDocument[] =>
      policies.map((one) => this.once(one));
    return {
      ...about,
      identity: all(identity),
      ...(resource === undefined ? {} : { resource: all(resource) }),
      ...(boundary === undefined ? {} : { boundary: all(boundary) }),
      ...(session === undefined ? {} : { session: all(session) }),
      ...(scp === undefined ? {} : { scp: scp.map(all) }),
      ...(rcp === undefined ? {} : { rcp: rcp.map(all) }),
    };
  }

  private once(policy: AwsPolicy): ReadDocument {
    const known = this.read.get(policy);
    if (known !== undefined) return known;
    const made = readDocument(policy.source);
    this.read.set(policy, made);
    return made;
  }
}

// A few tries cost less than a proof; more would cost as much where nothing is allowed.
const MAX_TRIES = 6;
const MAX_RESOURCES = 2;

/** For each Allow statement and each action that is asked about by its name, on the first resources of the statement. */
function likelyRequests(stack: AwsStack, pattern: Pattern): AwsRequest[] {
  const actions = textsOf(pattern['actions'] ?? pattern['action']).filter(isLiteral);
  const allows = stack.identity
    .flatMap(({ document }) => document.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  return allows.flatMap((statement) =>
    actions
      .filter((action) => sharesAction(statement, [action.toLowerCase()]))
      .flatMap((action) => requestsOf(statement, action, stack)),
  );
}

function requestsOf(
  { Resource = ['*'], Condition = {} }: Statement,
  action: string,
  stack: AwsStack,
): AwsRequest[] {
  const who = stack.principal === undefined ? {} : { principal: stack.principal };
  const account = accountOf(stack);
  const context = contextOf(Condition, account);
  // What is left open by one character or a variable is for the prover.
  const resources = Resource.filter((one) => !/[?$]/.test(one)).slice(0, MAX_RESOURCES);
  return resources.map((one) => {
    const text = one === '*' ? exampleResource(action) : filled(one);
    const resource = text.replace(EXAMPLE_ACCOUNT, account);
    return { ...who, action, resource, context };
  });
}

/** The first value of every key that is compared with texts; the evaluator says whether that is enough. */
function contextOf(condition: ConditionElement, account: string): AwsRequest['context'] {
  const compared = Object.entries(condition).filter(([operator]) => COMPARES.test(operator));
  return Object.fromEntries(
    compared
      .flatMap(([, keys]) => Object.entries(keys))
      .flatMap(([key, [value]]): [string, string][] =>
        value === undefined ? [] : [[key, value === OWN_ACCOUNT ? account : filled(value)]],
      ),
  );
}

const COMPARES = /^(?:StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|Bool)/;

const EXAMPLE_ACCOUNT = '123456789012';

function accountOf({ principal }: AwsStack): string {
  return (typeof principal === 'string' ? principal.split(':')[4] : undefined) ?? EXAMPLE_ACCOUNT;
}

/** A pattern that says more than actions could be missed by a likely request. */
function isOfAnyResource(pattern: Pattern): boolean {
  const { actions, action, resources, resource, ...more } = pattern as Readonly<
    Record<string, Json>
  >;
  const about = textsOf(resources ?? resource ?? '*');
  return about.includes('*') && Object.keys(more).length === 0;
}

function textsOf(value: Json | undefined): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

function isLiteral(action: string): boolean {
  return !/[*?]/.test(action);
}
