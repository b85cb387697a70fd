import { Group, Stack, Text, Title } from '@mantine/core';
import { StateBadge } from './labels.tsx';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';
import { WitnessView } from './witness-view.tsx';

/** A check as the server answers it; older verifications have no group. */
export interface ShownCheck {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'undetermined';
  readonly proves: string;
  readonly doesNotProve: string;
  readonly detail: unknown;
  readonly group?: string | undefined;
  readonly blocking?: boolean | undefined;
  readonly witness?: unknown;
}

const GROUPS: readonly (readonly [string, string])[] = [
  ['policy', 'The policy itself'],
  ['requirement', 'What was asked for'],
  ['stack', 'With everything else in force'],
  ['change', 'The change'],
  ['guardrail', 'Guardrails'],
  ['identity', 'The identity'],
  ['use', 'Observed use'],
];

/** What was checked, by what it is about: what did not pass stands open, what passed folds away and stays readable. */
export function ChecksView({ checks }: { readonly checks: readonly ShownCheck[] }) {
  const known = new Set(GROUPS.map(([group]) => group));
  const others = checks.filter(({ group }) => !known.has(group ?? ''));
  return (
    <Stack gap="md">
      <Text>{countOf(checks)}</Text>
      {GROUPS.map(([group, title]) => (
        <CheckGroup
          key={group}
          title={title}
          checks={checks.filter((one) => one.group === group)}
        />
      ))}
      <CheckGroup title={others.length === checks.length ? '' : 'Other'} checks={others} />
    </Stack>
  );
}

function CheckGroup(props: { readonly title: string; readonly checks: readonly ShownCheck[] }) {
  const { title, checks } = props;
  if (checks.length === 0) return null;
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  const passed = checks.filter(({ outcome }) => outcome === 'passed');
  return (
    <div>
      {title !== '' && (
        <Title order={4} size="h5" mb={4}>
          {title}
        </Title>
      )}
      <Stack gap="sm">
        {open.map((check) => (
          <CheckView key={check.name} check={check} />
        ))}
        {passed.length > 0 && (
          <details open={open.length === 0 && passed.length <= 3}>
            <summary>
              <span aria-hidden>✓ </span>
              {passed.length} passed: {namesOf(passed)}
            </summary>
            <Stack gap="sm" mt="xs">
              {passed.map((check) => (
                <CheckView key={check.name} check={check} />
              ))}
            </Stack>
          </details>
        )}
      </Stack>
    </div>
  );
}

/** Names that a line takes in at a glance; the rest is one key away. */
const NAMES_SHOWN = 4;

function namesOf(checks: readonly ShownCheck[]): string {
  const names = checks.map(({ name }) => name);
  if (names.length <= NAMES_SHOWN + 1) return names.join(', ');
  return `${names.slice(0, NAMES_SHOWN).join(', ')} and ${names.length - NAMES_SHOWN} more`;
}

function CheckView({ check }: { readonly check: ShownCheck }) {
  const { name, outcome, proves, doesNotProve, detail, blocking, witness } = check;
  return (
    <div>
      <Group gap="xs">
        <StateBadge state={outcome} />
        <Text fw={600}>{name}</Text>
        {outcome !== 'passed' && blocking === false && (
          <Text size="sm">shown, does not stand in the way</Text>
        )}
      </Group>
      {typeof detail === 'string' && detail !== '' && (
        <Text size="sm">
          <Prose text={sentence(detail)} />
        </Text>
      )}
      <WitnessView witness={witness} />
      <Text size="sm">
        Shows: <Prose text={proves} />
      </Text>
      <Text size="sm" c="dimmed">
        Does not show: <Prose text={doesNotProve} />
      </Text>
    </div>
  );
}

function countOf(checks: readonly ShownCheck[]): string {
  const count = (outcome: string) => checks.filter((one) => one.outcome === outcome).length;
  const parts = ['failed', 'undetermined', 'passed'].map((one) => [count(one), one] as const);
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}
