import { describeCase } from '@countersign/analysis';
import type { CandidateView } from '@countersign/api';
import { casesOf, type FlatCase } from '@countersign/evidence';
import { Alert, Code, Grid, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChecksView } from '../parts/checks-view.tsx';
import { Digest, personName, StateBadge, When } from '../parts/labels.tsx';
import { LogTable } from '../parts/log-table.tsx';
import { RuleTreeView } from '../parts/rule-tree-view.tsx';
import { Section } from '../parts/section.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { SummaryView } from '../parts/summary-view.tsx';
import { TierScale } from '../parts/tier-scale.tsx';
import { readCandidate, readStream } from '../read.ts';

/** One candidate, read-only, in the reviewer's order: change, denials, tier, who must approve, words, text last. */
export function CandidateScreen({ id }: { readonly id: string }) {
  const candidate = useQuery({ queryKey: ['candidate', id], queryFn: () => readCandidate(id) });
  if (candidate.isPending) return <Loading what="the candidate" />;
  if (candidate.isError) {
    return (
      <Failed
        what="the candidate"
        problem={candidate.error}
        retry={() => void candidate.refetch()}
      />
    );
  }
  return <CandidatePage view={candidate.data} />;
}

function CandidatePage({ view }: { readonly view: CandidateView }) {
  return (
    <Stack maw={1200} mx="auto">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2}>{view.policy.name ?? view.policy.id}</Title>
          <Text c="dimmed">
            {view.environment}
            {view.environmentClass === null ? '' : ` (${view.environmentClass})`}, revision{' '}
            {view.revision}
          </Text>
        </div>
        <StateBadge state={view.state} />
      </Group>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <Section title="Summary">
              {view.summary === null ? (
                <Text>Not verified yet{view.note === undefined ? '.' : `: ${view.note}`}</Text>
              ) : (
                <SummaryView summary={view.summary} />
              )}
            </Section>
            {view.verification !== null && (
              <Section title="Checks">
                <ChecksView checks={view.verification.checks} />
              </Section>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>
            <Section title="Who must approve">
              <Risk view={view} />
              {view.ruleTree === null ? (
                <Text mt="sm">The rule is chosen when the candidate is submitted.</Text>
              ) : (
                <RuleTreeView tree={view.ruleTree} people={view.people} />
              )}
              <Disqualified view={view} />
            </Section>
            <Section title="What was asked for (written by people)">
              <RequirementWords view={view} />
            </Section>
            <Section title="What people said">
              <Reviews view={view} />
            </Section>
            <Section title="Bound by a signature">
              <Bindings view={view} />
            </Section>
          </Stack>
        </Grid.Col>
      </Grid>
      <Section title="Log">
        <CandidateLog id={view.id} />
      </Section>
      <Section title="Canonical text">
        <Code block className="canonical" tabIndex={0} aria-label="Canonical policy text">
          {pretty(view.toText)}
        </Code>
      </Section>
    </Stack>
  );
}

function Risk({ view }: { readonly view: CandidateView }) {
  return (
    <Stack gap={4} mb="sm">
      <TierScale tier={view.tier} />
      {view.reasons.length > 0 && <Text size="sm">Because of {view.reasons.join(', ')}</Text>}
    </Stack>
  );
}

/** Who cannot approve, each once with every reason. */
function Disqualified({ view }: { readonly view: CandidateView }) {
  const reasons = new Map<string, string[]>();
  for (const { human, why } of view.submission?.inputs.disqualified ?? []) {
    reasons.set(human, [...(reasons.get(human) ?? []), why]);
  }
  if (reasons.size === 0) return null;
  return (
    <List mt="sm" size="sm" aria-label="Who cannot approve">
      {[...reasons].map(([human, why]) => (
        <List.Item key={human}>
          {personName(view.people, human)} cannot approve: {why.join(', ')}
        </List.Item>
      ))}
    </List>
  );
}

function RequirementWords({ view }: { readonly view: CandidateView }) {
  const { document, purpose } = view.requirement;
  const cases = casesOf(document as unknown as Parameters<typeof casesOf>[0]);
  return (
    <Stack gap="xs">
      <Text>{purpose ?? 'The purpose was erased.'}</Text>
      <Cases title="Must be allowed" cases={cases.allow} />
      <Cases title="Must stay denied" cases={cases.deny} />
      <Text size="sm" c="dimmed">
        Until <When at={document.expires} />
        {document.ticket === null ? '' : `, ticket ${document.ticket}`}
      </Text>
    </Stack>
  );
}

function Cases(props: { readonly title: string; readonly cases: readonly FlatCase[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {props.title}
      </Text>
      <List size="sm" className="lines">
        {props.cases.map((one) => (
          <List.Item key={one.id}>
            <span className="mono">{describeCase(one)}</span>
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Reviews({ view }: { readonly view: CandidateView }) {
  if (view.reviews.length === 0) return <Text>Nobody has reviewed it yet.</Text>;
  return (
    <List spacing="xs" listStyleType="none">
      {view.reviews.map((review) => (
        <List.Item key={`${review.human}/${review.at}/${review.kind}`}>
          <Text>
            <strong>{review.name ?? personName(view.people, review.human)}</strong>: {review.kind}
            {review.role === null ? '' : ` as ${review.role}`}
            {review.assurance === null ? '' : ` (${review.assurance})`}, <When at={review.at} />
          </Text>
          {review.void !== null && <Text size="sm">Void: {review.void}</Text>}
          {review.reason !== null && (
            <Text size="sm" c="dimmed">
              In their words: {review.reason}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}

function Bindings({ view }: { readonly view: CandidateView }) {
  const rows: readonly (readonly [string, string | null])[] = [
    ['from', view.from],
    ['to', view.to],
    ['requirement', view.requirement.digest],
    ['verification', view.verification?.digest ?? null],
    ['presented', view.presented],
  ];
  return (
    <List spacing={4} listStyleType="none">
      {rows.map(([name, digest]) => (
        <List.Item key={name}>
          {name}: {digest === null ? 'nothing' : <Digest value={digest} />}
        </List.Item>
      ))}
    </List>
  );
}

function CandidateLog({ id }: { readonly id: string }) {
  const stream = useQuery({
    queryKey: ['stream', id],
    queryFn: () => readStream(`candidate/${id}`),
  });
  if (stream.isPending) return <Loading what="its log entries" />;
  if (stream.isError) return <Failed what="its log entries" problem={stream.error} />;
  if (stream.data.items.length === 0)
    return <Alert color="gray">No entry of this candidate is published yet.</Alert>;
  return <LogTable entries={stream.data.items} caption="Entries of this candidate" />;
}

/** The canonical text with line breaks for reading; what is signed has none. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
