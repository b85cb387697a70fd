import { Group, Stack, Text } from '@mantine/core';
import { StateBadge } from './labels.tsx';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';
import { WitnessView } from './witness-view.tsx';

/** How one guardrail fares under a candidate, as analysis says it. */
export interface ShownGuardrail {
  readonly name: string;
  readonly kind: string;
  readonly severity: string;
  readonly outcome: string;
  readonly before: string | null;
  readonly detail: string;
  readonly witness: unknown;
  readonly halves: readonly ShownHalf[] | null;
  readonly safeOnlyBecause: readonly string[];
}

interface ShownHalf {
  readonly half: string;
  readonly identity: string;
  readonly witness: unknown;
  readonly where: readonly string[];
  readonly added: boolean;
}

/** Guardrails that speak about the candidate, broken ones first; those that do not apply are counted. */
export function GuardrailResults({ results }: { readonly results: readonly ShownGuardrail[] }) {
  const speaking = results.filter(({ outcome }) => outcome !== 'not-applicable');
  const silent = results.length - speaking.length;
  const weight = ({ outcome }: ShownGuardrail): number =>
    ['broken', 'undetermined', 'expired'].indexOf(outcome) + 1 || 9;
  return (
    <Stack gap="sm">
      {speaking
        .toSorted((left, right) => weight(left) - weight(right))
        .map((result) => (
          <GuardrailResult key={result.name} result={result} />
        ))}
      {silent > 0 && (
        <Text size="sm" c="dimmed">
          {silent} {silent === 1 ? 'guardrail does' : 'guardrails do'} not apply here.
        </Text>
      )}
    </Stack>
  );
}

function GuardrailResult({ result }: { readonly result: ShownGuardrail }) {
  const { name, kind, severity, outcome, before, detail, halves, safeOnlyBecause } = result;
  return (
    <div>
      <Group gap="xs">
        <StateBadge state={outcome} />
        <Text fw={600}>{name}</Text>
        <Text size="sm">
          {kind}, {severity === 'block' ? 'blocks' : 'escalates'}
          {before === 'broken' ? ', broken before already' : ''}
        </Text>
      </Group>
      <Text size="sm">
        <Prose text={sentence(detail)} />
      </Text>
      {(halves ?? []).map((half) => (
        <Text key={half.half} size="sm">
          The {half.half} half: <span className="mono">{half.identity}</span>,{' '}
          {half.added ? 'added by this candidate' : 'in force already'}
          {half.where.length === 0 ? '' : `, by ${half.where.join(', ')}`}
        </Text>
      ))}
      {safeOnlyBecause.length > 0 && (
        <Text size="sm">Safe only because of {safeOnlyBecause.join('; ')}.</Text>
      )}
      <WitnessView witness={result.witness} />
    </div>
  );
}
