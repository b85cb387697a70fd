import { describeSummary } from '@countersign/analysis';
import type { Summary } from '@countersign/api';
import { List, Stack, Text, Title } from '@mantine/core';
import { Prose } from './prose.tsx';

/** The change in sentences made by analysis, never free text (what the reviewer's own program shows too). */
export function SummaryView({ summary }: { readonly summary: Summary }) {
  const described = describeSummary(summary as unknown as Parameters<typeof describeSummary>[0]);
  return (
    <Stack gap="md">
      <Text size="lg" fw={600}>
        {described.headline}
      </Text>
      {described.sections.map((section) => (
        <section key={section.title} aria-label={section.title}>
          <Title order={4} size="h5" mb={4}>
            {section.title}
          </Title>
          <List className="lines" spacing={4}>
            {section.lines.map((line) => (
              <List.Item key={line}>
                <Prose text={line} />
              </List.Item>
            ))}
          </List>
        </section>
      ))}
    </Stack>
  );
}
