import { type TemplateItem, templateState } from '@countersign/api';
import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { EnvironmentSelect } from '../parts/environment-select.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { narrowed } from '../parts/narrowed.ts';
import { PagedList } from '../parts/paged-list.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty } from '../parts/states.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { readTemplate, readTemplates } from '../read.ts';
import { capWords, templateOf } from './template-words.ts';

const route = getRouteApi('/templates');

/** Templates, newest first, filtered by what the address says. */
export function TemplatesScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack maw={1200} mx="auto">
      <Title order={2}>Templates</Title>
      <Text c="dimmed">
        A template is a change with holes in it; a standing approval is humans' signed approval of
        everything it can become.
      </Text>
      <Group>
        <FilterSelect
          label="State"
          value={search.state}
          options={templateState.options}
          onChoose={(state) => void navigate({ search: narrowed(search, { state }) })}
        />
        <EnvironmentSelect
          value={search.environment}
          onChoose={(environment) => void navigate({ search: narrowed(search, { environment }) })}
        />
      </Group>
      <PagedList
        what="the templates"
        read={readTemplates}
        filter={{ ...search }}
        empty={<NoTemplates isFiltered={Object.keys(search).length > 0} />}
      >
        {(items) => (
          <Rows
            name="Templates, newest first"
            head={['Template', 'Environment', 'State', 'Tier', 'Live instances', 'Ends', 'Owner']}
            rows={items.map(rowOf)}
          />
        )}
      </PagedList>
    </Stack>
  );
}

function rowOf(item: TemplateItem) {
  const { id, name, environment, state, tier, validUntil, owner, people } = item;
  return [
    <TextLink key="name" to="/templates/$id" params={{ id }}>
      {name}
    </TextLink>,
    environment,
    <StateBadge key="state" state={state} />,
    tier ?? 'not assessed',
    <Cap key="cap" id={id} />,
    validUntil === null ? 'not submitted' : <When key="until" at={validUntil} />,
    personName(people, owner),
  ];
}

/** The list does not say how far a cap is used; the template itself does, and is read once for both screens. */
function Cap({ id }: { readonly id: string }) {
  const template = useQuery({ queryKey: ['template', id], queryFn: () => readTemplate(id) });
  if (template.data === undefined) return template.isError ? 'not read' : '…';
  return capWords(template.data.live, templateOf(template.data).cap);
}

function NoTemplates({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return <Empty title="No template is like this">Choose another state or environment.</Empty>;
  }
  return (
    <Empty title="No templates yet">
      <Text>
        Where the same change comes again and again, write it once with its bounds, and let people
        approve all it can become: <Code>countersign template create FILE</Code>, then{' '}
        <Code>countersign template submit TEMPLATE --valid-for 60d</Code>. What is made from it
        inside its bounds is decided without asking again; one value outside, and people are asked
        as ever. An example to start from is <Code>examples/templates/resize-team-caches.yaml</Code>
        .
      </Text>
    </Empty>
  );
}
