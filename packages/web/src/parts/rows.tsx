import { ScrollArea, Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** A table that scrolls sideways by key where it is wider than the screen; its name is read out with it. */
export function Rows(props: {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}) {
  return (
    <ScrollArea
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': props.name }}
    >
      <Table verticalSpacing="xs" miw={720}>
        <Table.Caption>{props.name}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {props.head.map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.rows.map((cells, row) => (
            // Rows of a signed document keep their order: the place is the identity.
            <Table.Tr key={row}>
              {cells.map((cell, column) => (
                <Table.Td key={props.head[column]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
