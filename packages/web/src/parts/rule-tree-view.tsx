import type { RuleTree } from '@countersign/api';
import { Group, Stack, Text } from '@mantine/core';
import { personName, StateBadge } from './labels.tsx';

interface Props {
  readonly tree: RuleTree;
  readonly people: Readonly<Record<string, string>>;
}

/** How the governing rule stands: who counts, who does not and why, what is missing; children below it. */
export function RuleTreeView({ tree, people }: Props) {
  return (
    <Stack gap={6} data-testid="rule-node">
      <Group gap="xs">
        <StateBadge state={tree.status} />
        <Text fw={600}>{titleOf(tree)}</Text>
      </Group>
      {tree.counted.length > 0 && (
        <Text size="sm">
          Counted:{' '}
          {tree.counted
            .map((one) => `${personName(people, one.human)} (${one.assurance})`)
            .join(', ')}
        </Text>
      )}
      {tree.disqualified.length > 0 && (
        <Text size="sm">
          Does not count:{' '}
          {tree.disqualified
            .map((one) => `${personName(people, one.human)}: ${one.why}`)
            .join('; ')}
        </Text>
      )}
      {tree.missing !== null && <Text size="sm">Missing: {tree.missing}</Text>}
      {tree.children.length > 0 && (
        <div className="rule-children">
          <Stack gap="sm">
            {tree.children.map((child, index) => (
              // A tree is frozen at submission: its order is its identity.
              <RuleTreeView key={index} tree={child} people={people} />
            ))}
          </Stack>
        </div>
      )}
    </Stack>
  );
}

function titleOf({ kind, name, required }: RuleTree): string {
  if (kind === 'rule') return `Rule ${name}`;
  if (kind === 'all') return 'All of these';
  if (kind === 'any') return 'One of these';
  if (kind === 'veto') return `Veto by ${name}`;
  if (kind === 'reject') return 'Standing reject';
  return required === null ? name : `${required} of ${name}`;
}
