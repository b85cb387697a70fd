import { candidateState } from '@countersign/api';
import { Code, NativeSelect, ScrollArea, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { readCandidates } from '../read.ts';

const route = getRouteApi('/');

/** All candidates, filtered by the state in the address. */
export function CandidatesScreen() {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useQuery({ queryKey: ['candidates', state], queryFn: () => readCandidates(state) });
  return (
    <Stack maw={1000} mx="auto">
      <Title order={2}>Candidates</Title>
      <NativeSelect
        label="State"
        maw={260}
        value={state ?? ''}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          void navigate({ to: '/', search: chosen === '' ? {} : { state: chosen } });
        }}
        data={[
          { value: '', label: 'any state' },
          ...candidateState.options.map((one) => ({ value: one, label: one })),
        ]}
      />
      {list.isPending && <Loading what="the candidates" />}
      {list.isError && (
        <Failed what="the candidates" problem={list.error} retry={() => void list.refetch()} />
      )}
      {list.isSuccess && list.data.items.length === 0 && (
        <NoCandidates filtered={state !== undefined} />
      )}
      {list.isSuccess && list.data.items.length > 0 && (
        <ScrollArea
          type="auto"
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Candidates' }}
        >
          <Table verticalSpacing="sm" miw={560} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Policy</Table.Th>
                <Table.Th>Environment</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Change</Table.Th>
                <Table.Th>Authors</Table.Th>
                <Table.Th>Updated</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.data.items.map((item) => (
                <Table.Tr key={item.id}>
                  <Table.Td>
                    <TextLink to="/candidates/$id" params={{ id: item.id }}>
                      {item.policy.name ?? item.policy.id}
                    </TextLink>
                  </Table.Td>
                  <Table.Td>{item.environment}</Table.Td>
                  <Table.Td>
                    <StateBadge state={item.state} />
                  </Table.Td>
                  <Table.Td>{item.verdict ?? 'not verified'}</Table.Td>
                  <Table.Td>
                    {item.authors.map((id) => personName(item.people, id)).join(', ')}
                  </Table.Td>
                  <Table.Td>
                    <When at={item.updatedAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </Stack>
  );
}

function NoCandidates({ filtered }: { readonly filtered: boolean }) {
  if (filtered)
    return <Empty title="No candidate is in this state">Choose another state, or any.</Empty>;
  return (
    <Empty title="No candidates yet">
      <Text>
        A candidate proposes the next content of a policy. See the whole path on a real policy
        change with <Code>examples/first-approval/run</Code>, or draft one with{' '}
        <Code>countersign candidate draft</Code>.
      </Text>
    </Empty>
  );
}
