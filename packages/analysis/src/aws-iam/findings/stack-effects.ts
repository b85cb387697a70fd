import type { Finding } from '../../questions/answer.ts';
import type { AwsPolicy, AwsStack } from '../model.ts';
import { ask } from '../questions/ask.ts';
import { originOf } from '../questions/origins.ts';
import { Session } from '../translate/session.ts';
import type { Place, StatementRef } from '../translate/statement-reader.ts';

/**
 * What the layers of a stack make of a change of the identity's own policies: statements that newly allow something by
 * themselves and nothing in the stack (`INERT_IN_STACK`), and statements whose loss takes nothing away because another
 * layer grants the same (`STILL_ALLOWED`), each with the layers that alone make the difference. An undecided question
 * makes no finding.
 */
export function stackEffects(from: AwsStack, to: AwsStack, steps: number): Finding[] {
  return [
    ...effects(from, to, steps).map(({ ref, layers }) => ({
      code: 'INERT_IN_STACK',
      message: `what statement ${ref.statement + 1} of the identity policy newly allows is inert: ${closedBy(layers)}`,
      severity: 'low' as const,
      origins: [originOf({ ...ref, place: IDENTITY }, to)],
    })),
    ...effects(to, from, steps).map(({ ref, layers }) => ({
      code: 'STILL_ALLOWED',
      message: `what statement ${ref.statement + 1} of the old identity policy allowed stays as it was: ${keptBy(layers)}`,
      severity: 'medium' as const,
      origins: [originOf({ ...ref, place: IDENTITY }, from)],
    })),
  ];
}

const IDENTITY: Place = { layer: 'identity' };

interface Effect {
  readonly ref: StatementRef;
  /** Layers without which it would make a difference. */
  readonly layers: readonly LayerName[];
}

type LayerName = 'boundary' | 'session' | 'scp' | 'rcp' | 'resource';

const LAYERS: readonly LayerName[] = ['scp', 'rcp', 'boundary', 'session', 'resource'];

/** Statements of the identity policies that gain by themselves and nothing in the stack. */
function effects(from: AwsStack, to: AwsStack, steps: number): Effect[] {
  const alone = gaining(from.identity, to.identity, undefined, steps);
  if (alone === undefined || alone.size === 0) return [];
  const within = gaining(from.identity, to.identity, [from, to], steps);
  if (within === undefined) return [];
  const idle = [...alone].filter(([key]) => !within.has(key));
  if (idle.length === 0) return [];
  const without = LAYERS.filter((layer) => hasLayer(from, layer) || hasLayer(to, layer)).map(
    (layer) => ({
      layer,
      gains: gaining(
        from.identity,
        to.identity,
        [withoutLayer(from, layer), withoutLayer(to, layer)],
        steps,
      ),
    }),
  );
  return idle.map(([key, ref]) => ({
    ref,
    layers: without.filter(({ gains }) => gains?.has(key) === true).map(({ layer }) => layer),
  }));
}

/** The statements of `to` by which something new is allowed, in the stacks too if there are any; undefined: not decided. */
function gaining(
  from: readonly AwsPolicy[],
  to: readonly AwsPolicy[],
  stacks: readonly [AwsStack, AwsStack] | undefined,
  steps: number,
): ReadonlyMap<string, StatementRef> | undefined {
  const [before, after] = stacks ?? [];
  const inside = after === undefined ? [to] : [to, after];
  const outside = before === undefined ? [from] : [from, before];
  const answer = ask({ inside, outside }, new Session([...inside, ...outside], steps));
  if (answer.stopped.length > 0 || answer.possible.length > 0) return undefined;
  const refs = answer.certain.flatMap(({ region }) => region.allowing);
  return new Map(refs.map((ref) => [`${ref.policy}/${ref.statement}`, ref]));
}

function hasLayer(stack: AwsStack, layer: LayerName): boolean {
  return (stack[layer] ?? []).length > 0;
}

function withoutLayer(stack: AwsStack, layer: LayerName): AwsStack {
  const { [layer]: _left, ...rest } = stack;
  return rest;
}

const WORDS: Readonly<Record<LayerName, string>> = {
  scp: 'the service control policies',
  rcp: 'the resource control policies',
  boundary: 'the boundary',
  session: 'the session policy',
  resource: 'the resource policy',
};

function closedBy(layers: readonly LayerName[]): string {
  if (layers.length === 0) return 'other layers of the stack do not let it through';
  return layers
    .map((layer) => `${WORDS[layer]} ${layer.endsWith('p') ? 'do' : 'does'} not let it through`)
    .join(', and so ');
}

function keptBy(layers: readonly LayerName[]): string {
  if (layers.includes('resource')) return 'the resource policy grants it by itself';
  return layers.length === 0
    ? 'other layers of the stack decide it'
    : `${layers.map((layer) => WORDS[layer]).join(' and ')} did not let it through before either`;
}
