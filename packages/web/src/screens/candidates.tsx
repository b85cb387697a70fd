import { type CandidateItem, candidateState } from '@countersign/api';
import { Code, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { FilterSelect } from '../parts/filter-select.tsx';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { narrowed } from '../parts/narrowed.ts';
import { PagedList } from '../parts/paged-list.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty } from '../parts/states.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { readCandidates } from '../read.ts';

const route = getRouteApi('/');

/** All candidates, filtered by what the address says. */
export function CandidatesScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { state, requirement } = search;
  return (
    <Stack maw={1000} mx="auto">
      <Title order={2}>Candidates</Title>
      <FilterSelect
        label="State"
        value={state}
        options={candidateState.options}
        onChoose={(chosen) => void navigate({ search: narrowed(search, { state: chosen }) })}
      />
      {requirement !== undefined && (
        <Text size="sm">
          Only those that serve{' '}
          <TextLink to="/requirements/$id" params={{ id: requirement }}>
            one requirement
          </TextLink>
          . <TextLink to="/">Show all</TextLink>
        </Text>
      )}
      <PagedList
        what="the candidates"
        read={readCandidates}
        filter={{ ...search }}
        empty={<NoCandidates isFiltered={Object.keys(search).length > 0} />}
      >
        {(items) => <CandidatesTable items={items} />}
      </PagedList>
    </Stack>
  );
}

/** Candidates by rows, each a link to its screen. */
export function CandidatesTable({ items }: { readonly items: readonly CandidateItem[] }) {
  return (
    <Rows
      name="Candidates, newest first"
      head={['Policy', 'Environment', 'State', 'Tier', 'Change', 'Authors', 'Updated']}
      rows={items.map((item) => [
        <TextLink key="policy" to="/candidates/$id" params={{ id: item.id }}>
          {item.policy.name ?? item.policy.id}
        </TextLink>,
        item.environment,
        <StateBadge key="state" state={item.state} />,
        item.tier ?? 'not assessed',
        item.verdict ?? 'not verified',
        item.authors.map((id) => personName(item.people, id)).join(', '),
        <When key="updated" at={item.updatedAt} />,
      ])}
    />
  );
}

function NoCandidates({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered)
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
