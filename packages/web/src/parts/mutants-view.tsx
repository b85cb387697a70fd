import { Code, List, Stack, Text } from '@mantine/core';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';
import { WitnessView } from './witness-view.tsx';

/** A widened candidate that nothing asked for would catch. */
export interface ShownMutant {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  readonly witness: unknown;
  readonly suggestion: ({ readonly id: string } & Readonly<Record<string, unknown>>) | null;
}

/** Denials worth adding: each with what it would catch and the command that adds it. */
export function MutantsView(props: {
  readonly requirement: string;
  readonly candidate: string;
  readonly mutants: readonly ShownMutant[];
}) {
  const groups = bySuggestion(props.mutants);
  return (
    <Stack gap="md">
      <Text>
        A policy could be widened in these ways and every intended denial and guardrail would still
        hold. Where that must not happen, say so.
      </Text>
      {groups.map(({ suggestion, mutants }) => (
        <div key={mutants[0]?.id}>
          <Text fw={600}>
            {suggestion === null ? (
              'No single denial was found against'
            ) : (
              <Prose text={`The denial \`${suggestion.id}\` would catch`} />
            )}
          </Text>
          <List size="sm" className="lines">
            {mutants.map((one) => (
              <List.Item key={one.id}>
                <Prose text={sentence(one.what)} />
                <WitnessView witness={one.witness} />
              </List.Item>
            ))}
          </List>
          {suggestion !== null && mutants[0] !== undefined && (
            <Code block className="canonical" tabIndex={0} aria-label={`Add ${suggestion.id}`}>
              {`countersign requirement add-denial ${props.requirement} --from-mutant ${props.candidate}:${mutants[0].id}`}
            </Code>
          )}
        </div>
      ))}
    </Stack>
  );
}

interface Suggested {
  readonly suggestion: ShownMutant['suggestion'];
  readonly mutants: ShownMutant[];
}

/** In the order the analysis gave: what catches most comes first. */
function bySuggestion(mutants: readonly ShownMutant[]): readonly Suggested[] {
  const groups = new Map<string, Suggested>();
  for (const mutant of mutants) {
    const key = mutant.suggestion === null ? '' : JSON.stringify(mutant.suggestion);
    const group = groups.get(key) ?? { suggestion: mutant.suggestion, mutants: [] };
    group.mutants.push(mutant);
    groups.set(key, group);
  }
  return [...groups.values()];
}
