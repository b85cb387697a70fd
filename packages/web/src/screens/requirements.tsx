import { Code, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { EnvironmentSelect } from '../parts/environment-select.tsx';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { NhiName } from '../parts/nhi-name.tsx';
import { PagedList } from '../parts/paged-list.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty } from '../parts/states.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { type RequirementView, readRequirements } from '../read.ts';

const route = getRouteApi('/requirements');

/** What identities need and must never be able to do, filtered by the environment in the address. */
export function RequirementsScreen() {
  const { environment } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack maw={1200} mx="auto">
      <Title order={2}>Requirements</Title>
      <Text c="dimmed">
        What an identity needs and why, until when, and what it must never be able to do. Every
        candidate is proved against one.
      </Text>
      <EnvironmentSelect
        value={environment}
        onChoose={(chosen) =>
          void navigate({ search: chosen === undefined ? {} : { environment: chosen } })
        }
      />
      <PagedList
        what="the requirements"
        read={readRequirements}
        filter={{ environment }}
        empty={<NoRequirements environment={environment} />}
      >
        {(items) => (
          <Rows
            name="Requirements, newest first"
            head={['Needed for', 'Identity', 'Environment', 'State', 'Allow', 'Deny', 'Owner']}
            rows={items.map(rowOf)}
          />
        )}
      </PagedList>
    </Stack>
  );
}

function rowOf({ id, document, purpose, people }: RequirementView) {
  return [
    <TextLink key="purpose" to="/requirements/$id" params={{ id }}>
      {purpose ?? 'purpose erased'}
    </TextLink>,
    <NhiName key="nhi" id={document.nhi} />,
    document.environment,
    <span key="state">
      <StateBadge state={isOver(document.expires) ? 'expired' : 'active'} />
      <Text size="sm">
        until <When at={document.expires} />
      </Text>
    </span>,
    document.allow.length,
    document.deny.length,
    personName(people, document.owner),
  ];
}

const isOver = (expires: string): boolean => Date.parse(expires) <= Date.now();

function NoRequirements({ environment }: { readonly environment: string | undefined }) {
  return (
    <Empty
      title={
        environment === undefined ? 'No requirements yet' : `No requirement in ${environment} yet`
      }
    >
      <Text>
        A requirement says what an identity has to be allowed and at least one thing that has to
        stay denied. Write it in a file, as <Code>examples/first-approval/requirement.yaml</Code>,
        and state it with <Code>countersign requirement create FILE</Code>.
      </Text>
    </Empty>
  );
}
