import { Button, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ReadPage } from '../read.ts';
import { Failed, Loading } from './states.tsx';

/** A list of the server as far as it was read, with a key for more; what to show where there is nothing. */
export function PagedList<T>(props: {
  readonly what: string;
  readonly read: ReadPage<T>;
  readonly filter: Readonly<Record<string, string | undefined>>;
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}) {
  const { what, read, filter } = props;
  const list = useInfiniteQuery({
    queryKey: ['list', what, filter],
    queryFn: ({ pageParam }) => read({ ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  if (list.isPending) return <Loading what={what} />;
  if (list.isError) {
    return <Failed what={what} problem={list.error} retry={() => void list.refetch()} />;
  }
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return props.empty;
  return (
    <Stack>
      {props.children(items)}
      {list.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  );
}
