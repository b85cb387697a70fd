import type { CandidateView, SinceApproval } from '@countersign/api';
import { Code, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { readSinceApproval } from '../read.ts';
import { Digest, StateBadge, When } from './labels.tsx';
import { Prose } from './prose.tsx';
import { Section } from './section.tsx';
import { sentence } from './sentence.ts';
import { Failed } from './states.tsx';
import { useMe } from './use-me.ts';

/**
 * What changed since the reader approved an earlier revision (INV-3): nothing for visitors, whom the server does not
 * answer, and nothing where there was no such approval.
 */
export function SinceApprovalView({ view }: { readonly view: CandidateView }) {
  const isHuman = useMe().data?.actor.kind === 'human';
  const since = useQuery({
    queryKey: ['since-approval', view.id, view.to],
    queryFn: () => readSinceApproval(view.id),
    enabled: isHuman,
  });
  if (!isHuman || since.isPending) return null;
  if (since.isError) return <Failed what="what you approved before" problem={since.error} />;
  const { approval, change } = since.data;
  if (approval === null || change === null) return null;
  return (
    <Section title="What changed since your approval">
      <Stack gap="sm">
        <Text>
          You approved <Digest value={approval.to} /> at <When at={approval.at} />. It no longer
          counts: <Prose text={approval.void} />.
        </Text>
        <Change change={change} />
        <Next candidate={view.id} isEquivalent={change.verdict === 'equivalent'} />
      </Stack>
    </Section>
  );
}

type ChangeSince = NonNullable<SinceApproval['change']>;

const VERDICTS: Readonly<Record<ChangeSince['verdict'], string>> = {
  equivalent: 'Proved equivalent: every request is decided as in what you approved.',
  narrower: 'Allows nothing that you did not approve, and takes something away.',
  broader: 'Allows something that you did not approve.',
  incomparable: 'Allows something that you did not approve, and takes something away.',
  undetermined: 'Not decided: part of the change hangs on something the analysis does not read.',
};

function Change({ change }: { readonly change: ChangeSince }) {
  return (
    <>
      <Group gap="xs">
        <StateBadge state={change.verdict} />
        <Text fw={600}>{VERDICTS[change.verdict]}</Text>
      </Group>
      <Classes title="Newly allowed" classes={change.newlyAllowed} />
      <Classes title="No longer allowed" classes={change.newlyDenied} />
      <Classes title="Not decided" classes={change.possible} />
    </>
  );
}

function Classes(props: { readonly title: string; readonly classes: readonly unknown[] }) {
  if (props.classes.length === 0) return null;
  const summaries = (props.classes as readonly { readonly summary: string }[]).map(
    ({ summary }) => summary,
  );
  return (
    <div>
      <Title order={4} size="h5" mb={4}>
        {props.title}
      </Title>
      <List className="lines" aria-label={props.title}>
        {[...new Set(summaries)].map((summary) => (
          <List.Item key={summary}>
            <Prose text={sentence(summary)} />
          </List.Item>
        ))}
      </List>
    </div>
  );
}

/** What the reader's own program will ask; nothing is signed here. */
function Next(props: { readonly candidate: string; readonly isEquivalent: boolean }) {
  return (
    <>
      <Text size="sm">
        {props.isEquivalent ? (
          <>
            Where nothing else that you accepted grew (tier and reasons, exceptions, requirement,
            owners, what is in force), your own program proves this again and asks one word:{' '}
            <Code>re-affirm</Code>.
          </>
        ) : (
          'Your own program shows this change and asks all six confirmations anew.'
        )}
      </Text>
      <Code block className="canonical" tabIndex={0} aria-label="How to approve again">
        {`countersign review approve ${props.candidate} --key ~/.ssh/id_ed25519`}
      </Code>
    </>
  );
}
