import type { TemplateView } from '@countersign/api';
import { Code, Grid, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CasesView } from '../parts/cases-view.tsx';
import { ChecksView } from '../parts/checks-view.tsx';
import { ExplainedPolicy } from '../parts/explained-policy.tsx';
import { Digest, personName, StateBadge, When } from '../parts/labels.tsx';
import { Prose } from '../parts/prose.tsx';
import { readablePolicy } from '../parts/readable-policy.ts';
import { RiskView } from '../parts/risk-view.tsx';
import { Rows } from '../parts/rows.tsx';
import { RuleTreeView } from '../parts/rule-tree-view.tsx';
import { Section } from '../parts/section.tsx';
import { spanWords } from '../parts/span-words.ts';
import { Failed, Loading } from '../parts/states.tsx';
import { SummaryView } from '../parts/summary-view.tsx';
import { readRuleSet, readTemplate } from '../read.ts';
import { TemplateDecisions } from './template-decisions.tsx';
import {
  capWords,
  parameterBounds,
  sampleWords,
  selectorWords,
  templateOf,
} from './template-words.ts';

/** One template, read-only: what instances may allow at the most, its bounds, who stands for it, what it decided. */
export function TemplateScreen(props: {
  readonly id: string;
  readonly show: string | undefined;
  readonly onShow: (show: string | undefined) => void;
}) {
  const { id } = props;
  const template = useQuery({ queryKey: ['template', id], queryFn: () => readTemplate(id) });
  if (template.isPending) return <Loading what="the template" />;
  if (template.isError) {
    return (
      <Failed what="the template" problem={template.error} retry={() => void template.refetch()} />
    );
  }
  const view = template.data;
  return (
    <Stack maw={1200} mx="auto">
      <Top view={view} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Most view={view} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Standing view={view} />
        </Grid.Col>
      </Grid>
      <Section title="Automatic decisions">
        <TemplateDecisions template={id} show={props.show} onShow={props.onShow} />
      </Section>
      {view.verification !== null && (
        <Section title="Checks of the envelope">
          <ChecksView checks={view.verification.checks} />
        </Section>
      )}
      <Texts view={view} />
    </Stack>
  );
}

function Top({ view }: { readonly view: TemplateView }) {
  const { name, environment, environmentClass, revision, state, ended, people } = view;
  return (
    <Group justify="space-between" align="flex-start">
      <div>
        <Title order={2}>{name}</Title>
        <Text c="dimmed">
          {environment}
          {environmentClass === null ? '' : ` (${environmentClass})`}, {view.language}, revision{' '}
          {revision}
        </Text>
        {ended !== null && (
          <Text>
            Ended by {personName(people, ended.by)} at <When at={ended.at} />
            {ended.reason === null ? '' : `, in their words: ${ended.reason}`}
          </Text>
        )}
      </div>
      <StateBadge state={state} />
    </Group>
  );
}

/** The most that may come of it, and its bounds. */
function Most({ view }: { readonly view: TemplateView }) {
  const isSame = view.envelopeText === view.ceilingText;
  return (
    <Stack>
      <Section title="The most one instance may allow">
        <ExplainedPolicy language={view.language} text={view.envelopeText} name="Envelope" />
        <Title order={4} size="h5" mt="md" mb={4}>
          The most all live instances of one identity may allow together
        </Title>
        {isSame ? (
          <Text>The same: the ceiling is the envelope.</Text>
        ) : (
          <ExplainedPolicy language={view.language} text={view.ceilingText} name="Ceiling" />
        )}
      </Section>
      <Section title="Parameters">
        <Parameters view={view} />
      </Section>
      <Section title="Bounds">
        <Bounds view={view} />
      </Section>
      {view.summary !== null && (
        <Section title="What was proved of everything it can become">
          <SummaryView summary={view.summary} />
        </Section>
      )}
    </Stack>
  );
}

function Parameters({ view }: { readonly view: TemplateView }) {
  const { parameters } = templateOf(view);
  if (parameters.length === 0) return <Text>None: every instance is the same policy.</Text>;
  return (
    <List className="lines" spacing={8}>
      {parameters.map((one) => (
        <List.Item key={one.name}>
          <strong>{one.name}</strong>, {one.kind}: {parameterBounds(one)}
        </List.Item>
      ))}
    </List>
  );
}

function Bounds({ view }: { readonly view: TemplateView }) {
  const document = templateOf(view);
  const { cap, instantiators, timeToLiveSeconds, onLapse, release, expires } = document;
  const names = instantiators.map((id) => personName(view.people, id)).join(', ');
  const lines: readonly string[] = [
    `For ${selectorWords(document)}.`,
    `Live instances: ${capWords(view.live, cap)}.`,
    `Each lives ${spanWords(timeToLiveSeconds)} at most; when it lapses, access is ${onLapse === 'deny' ? 'denied' : 'kept'}.`,
    release === 'automatic' ? 'Goes in force at once.' : 'A human triggers each release.',
    `May be drafted by ${names}.`,
    `Looked at by a human afterwards: ${sampleWords(document)}.`,
  ];
  return (
    <List className="lines" aria-label="Bounds">
      {lines.map((line) => (
        <List.Item key={line}>
          <Prose text={line} />
        </List.Item>
      ))}
      <List.Item>
        Nothing is made of it after <When at={expires} />.
      </List.Item>
    </List>
  );
}

/** Tier, rule, who signed it for good, who may pass it on, what it is for. */
function Standing({ view }: { readonly view: TemplateView }) {
  const { document, purpose, people } = view;
  const { owner, backupOwner, need } = templateOf(view);
  return (
    <Stack>
      <Section title="Risk tier">
        <Tier view={view} />
        <Text size="sm" mt="xs">
          The highest that any instance reaches.
        </Text>
      </Section>
      <Section title="Standing approval">
        <Signers view={view} />
      </Section>
      {view.delegations.length > 0 && (
        <Section title="Delegations">
          <Delegations view={view} />
        </Section>
      )}
      <Section title="What it is for (written by people)">
        <Stack gap="xs">
          <Text>{purpose ?? 'The purpose was erased.'}</Text>
          <CasesView document={{ ...document, ...need }} />
          <Text size="sm" c="dimmed">
            Owner {personName(people, owner)}, backup {personName(people, backupOwner)}
          </Text>
        </Stack>
      </Section>
      <Section title="Bound by a signature">
        <Text>
          template: <Digest value={view.digest} />
        </Text>
        <Text>
          presented: {view.presented === null ? 'nothing' : <Digest value={view.presented} />}
        </Text>
      </Section>
    </Stack>
  );
}

/** The codes it was verified under, in the words that the RuleSet in force has for them. */
function Tier({ view }: { readonly view: TemplateView }) {
  const rules = useQuery({ queryKey: ['rule-set'], queryFn: readRuleSet });
  const { tier, reasons } = view;
  const all = rules.data?.document.v === 2 ? rules.data.document.tierRules : [];
  const own = reasons.map((code) => all.find((rule) => rule.code === code));
  const known = own.filter((rule) => rule !== undefined);
  if (tier === null || known.length < reasons.length)
    return <RiskView tier={tier} reasons={reasons} />;
  const lower = known.filter((rule) => rule.tier === tier).map((rule) => rule.lower);
  return (
    <RiskView
      tier={tier}
      reasons={reasons}
      assessment={{ tier, reasons: known, lower, without: [] }}
    />
  );
}

function Signers({ view }: { readonly view: TemplateView }) {
  const { submission, approvedAt, signatures, ruleTree, people } = view;
  if (submission === null) return <Text>Nobody was asked for one yet.</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {approvedAt === null ? 'Not in force yet' : 'In force since '}
        {approvedAt !== null && <When at={approvedAt} />}; ends <When at={submission.validUntil} />
      </Text>
      {signatures.length === 0 ? (
        <Text>Nobody has signed it yet.</Text>
      ) : (
        <List className="lines" aria-label="Signers">
          {signatures.map(({ approval, human, role, assurance, at, reason }) => (
            <List.Item key={approval}>
              <strong>{personName(people, human)}</strong> as {role} ({assurance}), <When at={at} />
              {reason !== null && (
                <Text size="sm" c="dimmed">
                  In their words: {reason}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
      {ruleTree !== null && <RuleTreeView tree={ruleTree} people={people} />}
    </Stack>
  );
}

function Delegations({ view }: { readonly view: TemplateView }) {
  const { delegations, people } = view;
  return (
    <Rows
      name="Who may instantiate for whom"
      head={['From', 'To', 'Cap', 'Until']}
      rows={delegations.map((one) => [
        personName(people, one.delegator),
        personName(people, one.delegate),
        `${one.cap.total}, ${one.cap.perNhi} of one identity`,
        one.revokedAt === null ? (
          <When key="until" at={one.until} />
        ) : (
          <StateBadge key="revoked" state="revoked" />
        ),
      ])}
    />
  );
}

function Texts({ view }: { readonly view: TemplateView }) {
  const { envelopeText, ceilingText } = view;
  const texts: readonly (readonly [string, string])[] = [
    ['The policy with its parameters', templateOf(view).policy],
    ['The envelope', envelopeText],
    ...(envelopeText === ceilingText ? [] : [['The ceiling', ceilingText] as const]),
  ];
  return (
    <Section title="Texts">
      <Stack gap="sm">
        {texts.map(([title, text]) => (
          <details key={title}>
            <summary>{title}</summary>
            <Code block className="canonical" tabIndex={0} aria-label={title} mt="xs">
              {readablePolicy(text)}
            </Code>
          </details>
        ))}
      </Stack>
    </Section>
  );
}
