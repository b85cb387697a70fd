import type { CandidateView } from '@countersign/api';
import { Alert, Grid, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CasesView } from '../parts/cases-view.tsx';
import { ChecksView } from '../parts/checks-view.tsx';
import { EffectsView, type ShownEffect } from '../parts/effects-view.tsx';
import { GuardrailResults, type ShownGuardrail } from '../parts/guardrail-results.tsx';
import { Digest, personName, StateBadge, When } from '../parts/labels.tsx';
import { LogTable } from '../parts/log-table.tsx';
import { MutantsView } from '../parts/mutants-view.tsx';
import { Prose } from '../parts/prose.tsx';
import { RiskView } from '../parts/risk-view.tsx';
import { RuleTreeView } from '../parts/rule-tree-view.tsx';
import { Section } from '../parts/section.tsx';
import { sentence } from '../parts/sentence.ts';
import { SinceApprovalView } from '../parts/since-approval-view.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { SummaryView } from '../parts/summary-view.tsx';
import { TextDiffView } from '../parts/text-diff-view.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { type ShownUse, UseView } from '../parts/use-view.tsx';
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
      <SinceApprovalView view={view} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Change view={view} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Decision view={view} />
        </Grid.Col>
      </Grid>
      <Evidence view={view} />
      <Section title="Text">
        <TextDiffView from={view.fromText} to={view.toText} />
      </Section>
    </Stack>
  );
}

/** What the change is: sentences of analysis, effects, use, guardrails, and what nobody forbids yet. */
function Change({ view }: { readonly view: CandidateView }) {
  return (
    <Stack>
      <Section title="Summary">
        {view.summary === null ? (
          <Text>
            <Prose
              text={`Not verified yet${view.note === undefined ? '.' : `: ${sentence(view.note)}`}`}
            />
          </Text>
        ) : (
          <SummaryView summary={view.summary} />
        )}
      </Section>
      {view.effects !== undefined && view.effects.length > 0 && (
        <Section title="What it does">
          <EffectsView effects={view.effects as unknown as ShownEffect[]} />
        </Section>
      )}
      {view.leastPrivilege != null && (
        <Section title="Observed use">
          <UseView use={view.leastPrivilege as unknown as ShownUse} />
        </Section>
      )}
      {view.guardrails !== undefined && view.guardrails.length > 0 && (
        <Section title="Guardrails">
          <GuardrailResults results={view.guardrails as unknown as ShownGuardrail[]} />
        </Section>
      )}
      {view.mutants !== undefined && view.mutants.length > 0 && (
        <Section title="Denials worth adding">
          <MutantsView
            requirement={view.requirement.id}
            candidate={view.id}
            mutants={view.mutants}
          />
        </Section>
      )}
    </Stack>
  );
}

/** What a decision rests on: tier, who must approve, the need and the words of people. */
function Decision({ view }: { readonly view: CandidateView }) {
  return (
    <Stack>
      <Section title="Risk tier">
        <RiskView tier={view.tier} reasons={view.reasons} assessment={view.assessment} />
      </Section>
      <Section title="Who must approve">
        {view.ruleTree === null ? (
          <Text>The rule is chosen when the candidate is submitted.</Text>
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
    </Stack>
  );
}

/** What it all stands on: every check, the inputs and their age, what a signature binds, the log. */
function Evidence({ view }: { readonly view: CandidateView }) {
  return (
    <>
      {view.verification !== null && (
        <Section title="Checks">
          <ChecksView checks={view.verification.checks} />
        </Section>
      )}
      {(view.known !== undefined || view.provenance !== undefined) && (
        <Section title="What it stands on">
          <Known view={view} />
        </Section>
      )}
      <Section title="Bound by a signature">
        <Bindings view={view} />
      </Section>
      <Section title="Log">
        <CandidateLog id={view.id} />
      </Section>
    </>
  );
}

/** What the verification knew beside the policy, and where the content comes from. */
function Known({ view }: { readonly view: CandidateView }) {
  const { known, provenance } = view;
  return (
    <Stack gap={4}>
      {provenance !== undefined && (
        <Text size="sm">
          Drafted from {provenance.source === 'human' ? 'what a human wrote' : provenance.source}
          {provenance.tool === null ? '' : `, by ${provenance.tool} ${provenance.version ?? ''}`}
        </Text>
      )}
      {known !== undefined && (
        <Text size="sm">
          Verified at <When at={known.at} />,{' '}
          {known.complete
            ? 'with everything in force for the identity'
            : 'with what Countersign itself knows to be in force; there may be more'}
        </Text>
      )}
      {[...(provenance?.inputs ?? []), ...(known?.inputs ?? [])].map((input) => (
        <Text key={`${input.name}/${input.takenAt}`} size="sm" c="dimmed">
          {input.name}: {input.takenAt === null ? 'not at hand' : <When at={input.takenAt} />}
        </Text>
      ))}
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
  return (
    <Stack gap="xs">
      <Text>{purpose ?? 'The purpose was erased.'}</Text>
      <CasesView document={document} />
      <Text size="sm">
        <TextLink to="/requirements/$id" params={{ id: view.requirement.id }}>
          The whole requirement
        </TextLink>
      </Text>
      <Text size="sm" c="dimmed">
        Until <When at={document.expires} />
        {document.ticket === null ? '' : `, ticket ${document.ticket}`}
      </Text>
    </Stack>
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
