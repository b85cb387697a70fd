import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LogTable } from '../parts/log-table.tsx';
import { Prose } from '../parts/prose.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { readEntries } from '../read.ts';

const PAGE = 50;

/** The workspace's log, oldest first, in pages. */
export function LogScreen() {
  const [after, setAfter] = useState(-1);
  const page = useQuery({ queryKey: ['entries', after], queryFn: () => readEntries(after, PAGE) });
  return (
    <Stack maw={1000} mx="auto">
      <Title order={2}>Log</Title>
      <Text c="dimmed">
        <Prose text="Every state change is an entry. `countersign audit export` takes the log with you; `countersign audit verify` checks it without the server." />
      </Text>
      {page.isPending && <Loading what="the log" />}
      {page.isError && (
        <Failed what="the log" problem={page.error} retry={() => void page.refetch()} />
      )}
      {page.isSuccess && page.data.items.length === 0 && (
        <Empty title="No entries here">The log ends before this page.</Empty>
      )}
      {page.isSuccess && page.data.items.length > 0 && (
        <LogTable
          entries={page.data.items}
          caption={`Entries from ${page.data.items[0]?.index ?? 0} on`}
        />
      )}
      <Group>
        <Button
          variant="default"
          disabled={after < 0}
          onClick={() => setAfter(Math.max(-1, after - PAGE))}
        >
          Earlier
        </Button>
        <Button
          variant="default"
          disabled={(page.data?.items.length ?? 0) < PAGE}
          onClick={() => setAfter(page.data?.items.at(-1)?.index ?? after)}
        >
          Later
        </Button>
      </Group>
    </Stack>
  );
}
