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
          <List className="lines" spacing={8}>
            {withDetails(section.lines).map(({ line, details }) => (
              <List.Item key={`${line}/${details.join()}`}>
                <Prose text={line} />
                {details.map((detail) => (
                  <Text key={detail} size="sm" c="dimmed">
                    <Prose text={detail} />
                  </Text>
                ))}
              </List.Item>
            ))}
          </List>
        </section>
      ))}
    </Stack>
  );
}

/** A line that is indented belongs to the one before it. */
function withDetails(
  lines: readonly string[],
): readonly { readonly line: string; readonly details: readonly string[] }[] {
  const groups: { line: string; details: string[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (line.startsWith('  ') && last !== undefined) last.details.push(line.trimStart());
    else groups.push({ line, details: [] });
  }
  return groups;
}
