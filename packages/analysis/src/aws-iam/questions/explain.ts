import type { ExplainedStatement, Explanation, Finding } from '../../questions/answer.ts';
import { findingsOf } from '../findings/findings-of.ts';
import type { AwsSubject } from '../model.ts';
import { isStack } from '../subject.ts';
import { statementSentence } from '../words/statement-sentence.ts';
import { Bites } from './bites.ts';
import { type Idle, idleStatements, refKey } from './idle.ts';
import { originOf } from './origins.ts';
import { type Placed, placedStatements } from './placed.ts';
import { placeWords, statementWords } from './statement-words.ts';

/**
 * What policies that are attached together come to, one sentence a statement in their order, and what a reader should
 * know. Of an Allow it says which Denies take from it, by proof; what does nothing says so. In a stack each sentence says
 * of which layer it is.
 */
export function explain(subject: AwsSubject, steps?: number): Explanation {
  const findings = findingsIn(subject, steps);
  const statements = placedStatements(subject);
  const known = {
    subject,
    idle: idleStatements(findings),
    bites: new Bites(statements, steps),
  };
  const sentences = statements.map(
    (one): ExplainedStatement => ({
      text: `${placeText(one)}${statementSentence(one.body, verbOf(one))}${tailOf(one, known)}`,
      origins: [originOf(one.ref, subject)],
    }),
  );
  return { sentences, findings };
}

/** Of a stack: about what its identity and resource policies grant, each alone; no other layer grants anything. */
function findingsIn(subject: AwsSubject, steps: number | undefined): readonly Finding[] {
  const options = steps === undefined ? {} : { steps };
  if (!isStack(subject)) return findingsOf(subject, options);
  return (['identity', 'resource'] as const).flatMap((layer) =>
    findingsOf(subject[layer] ?? [], options).map((one) => ({
      ...one,
      origins: one.origins.map((origin) => ({ ...origin, layer })),
    })),
  );
}

interface Known {
  readonly subject: AwsSubject;
  readonly idle: ReadonlyMap<string, Idle>;
  readonly bites: Bites;
}

function placeText({ ref: { place } }: Placed): string {
  return place === undefined ? '' : `${placeWords(place, null)}: `;
}

/** A boundary, a session policy and an organization policy grant nothing: they only let through. */
function verbOf({ body, ref }: Placed): string {
  if (body.Effect === 'Deny') return 'denies, whatever else grants it,';
  const layer = ref.place?.layer ?? 'identity';
  return layer === 'identity' || layer === 'resource' ? 'allows' : 'lets through';
}

/** What becomes of the statement beside the others. */
function tailOf(one: Placed, { subject, idle, bites }: Known): string {
  const found = idle.get(refKey(one.ref));
  if (found !== undefined) return idleText(one, found, subject);
  if (one.body.Effect === 'Deny')
    return bites.isIdle(one) ? ', which nothing here allows anyway' : '';
  const denies = bites.into(one);
  if (denies === null) return ', except what Deny statements take away';
  if (denies.length === 0) return '';
  return `, except what ${statementWords(denies, subject, null)} ${verb('Deny', denies)}`;
}

function idleText({ body }: Placed, { kind, others }: Idle, subject: AwsSubject): string {
  const them = statementWords(others, subject, null);
  switch (kind) {
    case 'dead':
      return others.length === 0
        ? ', which no request can match'
        : `, all of which ${them} ${verb('Deny', others)}`;
    case 'shadowed':
      return `, all of which ${them} ${verb(body.Effect, others)} already`;
    case 'equal':
      return `, just as ${them} ${others.length === 1 ? 'does' : 'do'}`;
    default:
      return kind satisfies never;
  }
}

function verb(effect: 'Allow' | 'Deny', by: readonly unknown[]): string {
  if (effect === 'Allow') return by.length === 1 ? 'allows' : 'allow';
  return by.length === 1 ? 'denies' : 'deny';
}
