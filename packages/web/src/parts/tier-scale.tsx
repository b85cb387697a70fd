import { Group, Text } from '@mantine/core';

const TIERS: readonly (readonly [string, string])[] = [
  ['T0', 'nothing new'],
  ['T1', 'low'],
  ['T2', 'medium'],
  ['T3', 'high'],
  ['T4', 'highest'],
];

/** The tier on its scale: which of five it is, by weight, border and word, not by colour alone. */
export function TierScale({ tier }: { readonly tier: string | null }) {
  const word = TIERS.find(([name]) => name === tier)?.[1] ?? 'not assessed';
  return (
    <div role="img" aria-label={`Tier ${tier ?? 'not assessed'}: ${word}`}>
      <Group gap={4} wrap="nowrap" aria-hidden>
        {TIERS.map(([name]) => (
          <span key={name} className="tier-step" data-here={name === tier || undefined}>
            {name}
          </span>
        ))}
        <Text size="sm" ml="xs">
          {word}
        </Text>
      </Group>
    </div>
  );
}
