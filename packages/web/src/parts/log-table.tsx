import { ScrollArea, Table, Text } from '@mantine/core';
import type { EntryItem } from '../read.ts';
import { When } from './labels.tsx';

/** Log entries in order: what happened, to what, when, by which kind of principal. */
export function LogTable({
  entries,
  caption,
}: {
  readonly entries: readonly EntryItem[];
  readonly caption: string;
}) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': caption }}>
      <Table verticalSpacing="xs" miw={560}>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Index</Table.Th>
            <Table.Th>Entry</Table.Th>
            <Table.Th>Of</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>By</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.index}>
              <Table.Td>{entry.index}</Table.Td>
              <Table.Td>{entry.event?.type ?? entry.kind}</Table.Td>
              <Table.Td>
                <span className="mono">{entry.event?.stream ?? 'release signature'}</span>
              </Table.Td>
              <Table.Td>{entry.event === null ? '' : <When at={entry.event.at} />}</Table.Td>
              <Table.Td>
                <Text size="sm">{entry.event?.actor.kind ?? ''}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
