import { Code, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CasesView } from '../parts/cases-view.tsx';
import { Digest, personName, When } from '../parts/labels.tsx';
import { NhiName } from '../parts/nhi-name.tsx';
import { PagedList } from '../parts/paged-list.tsx';
import { Section } from '../parts/section.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { type RequirementView, readCandidates, readRequirement } from '../read.ts';
import { CandidatesTable } from './candidates.tsx';

/** One requirement, read-only: the need in words, its cases, and the candidates that serve it. */
export function RequirementScreen({ id }: { readonly id: string }) {
  const requirement = useQuery({
    queryKey: ['requirement', id],
    queryFn: () => readRequirement(id),
  });
  if (requirement.isPending) return <Loading what="the requirement" />;
  if (requirement.isError) {
    return (
      <Failed
        what="the requirement"
        problem={requirement.error}
        retry={() => void requirement.refetch()}
      />
    );
  }
  return <RequirementPage view={requirement.data} />;
}

function RequirementPage({ view }: { readonly view: RequirementView }) {
  const { id, document, purpose } = view;
  return (
    <Stack maw={1000} mx="auto">
      <div>
        <Title order={2}>
          What <NhiName id={document.nhi} /> needs
        </Title>
        <Text c="dimmed">
          {document.environment}, {document.language}
        </Text>
      </div>
      <Section title="Why (written by people)">
        <Text>{purpose ?? 'The purpose was erased.'}</Text>
      </Section>
      <Section title="What is asked for">
        <CasesView document={document} />
      </Section>
      <Section title="Facts">
        <Facts view={view} />
      </Section>
      <Section title="Candidates that serve it">
        <PagedList
          what="its candidates"
          read={readCandidates}
          filter={{ requirement: id }}
          empty={
            <Text>
              None yet. <Code>countersign candidate draft</Code> makes the smallest policy that
              does.
            </Text>
          }
        >
          {(items) => <CandidatesTable items={items} />}
        </PagedList>
      </Section>
    </Stack>
  );
}

function Facts({ view }: { readonly view: RequirementView }) {
  const { document, digest, people } = view;
  return (
    <List listStyleType="none" spacing={4}>
      <List.Item>
        Owner {personName(people, document.owner)}, backup{' '}
        {personName(people, document.backupOwner)}
      </List.Item>
      <List.Item>
        Until <When at={document.expires} />
      </List.Item>
      <List.Item>Data class: {document.dataClass ?? 'not said'}</List.Item>
      <List.Item>Ticket: {document.ticket ?? 'none'}</List.Item>
      <List.Item>
        Bound by a signature as <Digest value={digest} />
      </List.Item>
    </List>
  );
}
