import type { InventoryView, RuleSetView } from '@countersign/api';
import { Code, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { EnvironmentSelect } from '../parts/environment-select.tsx';
import { freshnessOf, limitOf } from '../parts/freshness.ts';
import { StateBadge, When } from '../parts/labels.tsx';
import { NhiName } from '../parts/nhi-name.tsx';
import { PagedList } from '../parts/paged-list.tsx';
import { Rows } from '../parts/rows.tsx';
import { Section } from '../parts/section.tsx';
import { counted, spanWords } from '../parts/span-words.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { readInventories, readRuleSet } from '../read.ts';

const route = getRouteApi('/inventory');

/** What is known to be live and used, by environment: the newest of each, its age, what it holds, what is missing. */
export function InventoryScreen() {
  const { environment } = route.useSearch();
  const navigate = route.useNavigate();
  const rules = useQuery({ queryKey: ['rule-set'], queryFn: readRuleSet });
  if (rules.isPending) return <Loading what="the rules" />;
  if (rules.isError) {
    return <Failed what="the rules" problem={rules.error} retry={() => void rules.refetch()} />;
  }
  const { document } = rules.data;
  return (
    <Stack maw={1200} mx="auto">
      <Title order={2}>Inventory</Title>
      <Text c="dimmed">
        What was found live and what was seen in use. Candidates are verified with the newest of it;
        what it lacks is undetermined, never assumed.
      </Text>
      <EnvironmentSelect
        value={environment}
        onChoose={(chosen) =>
          void navigate({ search: chosen === undefined ? {} : { environment: chosen } })
        }
      />
      <PagedList
        what="the snapshots"
        read={readInventories}
        filter={{ environment }}
        empty={<NoSnapshots environment={environment} />}
      >
        {(items) => <Environments items={items} document={document} chosen={environment} />}
      </PagedList>
    </Stack>
  );
}

type Governing = RuleSetView['document'];

/** Environments of the RuleSet in its order, then others that snapshots name. */
function Environments(props: {
  readonly items: readonly InventoryView[];
  readonly document: Governing;
  readonly chosen: string | undefined;
}) {
  const { items, document, chosen } = props;
  const known = document.environments.map(({ name }) => name);
  const names = [...new Set([...known, ...items.map(({ environment }) => environment)])];
  return names
    .filter((name) => chosen === undefined || name === chosen)
    .map((name) => (
      <Section key={name} title={name}>
        <Environment
          name={name}
          items={items.filter(({ environment }) => environment === name)}
          document={document}
        />
      </Section>
    ));
}

function Environment(props: {
  readonly name: string;
  readonly items: readonly InventoryView[];
  readonly document: Governing;
}) {
  const { name, items, document } = props;
  const newest = newestOf(items);
  const older = items.length - newest.length;
  return (
    <Stack gap="sm">
      {newest.length > 0 && (
        <Rows
          name={`Newest snapshots of ${name}`}
          head={['What', 'Age', 'Holds', 'Missing', 'Read by', 'Recorded']}
          rows={newest.map((one) => rowOf(one, document))}
        />
      )}
      <Lacking name={name} items={newest} document={document} />
      {older > 0 && (
        <Text size="sm" c="dimmed">
          {older} older {older === 1 ? 'one is' : 'ones are'} in the log.
        </Text>
      )}
    </Stack>
  );
}

/** The list is newest first: of each kind, language and identity the first. */
function newestOf(items: readonly InventoryView[]): readonly InventoryView[] {
  const keyed = new Map<string, InventoryView>();
  for (const one of items) {
    const key = `${one.kind}/${one.language}/${one.nhi}`;
    const before = keyed.get(key);
    if (before === undefined || one.takenAt > before.takenAt) keyed.set(key, one);
  }
  return [...keyed.values()];
}

function rowOf(one: InventoryView, document: Governing) {
  const { kind, language, nhi, recordedAt, recordedBy, source, tool, toolVersion, people } = one;
  const { state, words } = freshnessOf(document, one, Date.now());
  return [
    <span key="what">
      <strong>{kind === 'use' ? 'Observed use' : 'Live policies'}</strong>
      <Text size="sm">
        {language}
        {nhi !== null && (
          <>
            , <NhiName id={nhi} />
          </>
        )}
      </Text>
    </span>,
    <span key="age">
      <StateBadge state={state} />
      <Text size="sm">{words}</Text>
    </span>,
    <Holds key="holds" holds={one.holds} />,
    missingWords(one.holds),
    <span key="by">
      {tool} {toolVersion}
      <Text size="sm">from {source}</Text>
    </span>,
    <span key="recorded">
      <When at={recordedAt} />
      <Text size="sm">by {people[recordedBy.id] ?? recordedBy.kind}</Text>
    </span>,
  ];
}

function Holds({ holds }: { readonly holds: InventoryView['holds'] }) {
  if ('requests' in holds) {
    return (
      <span>
        {counted(holds.requests, 'request', 'different requests')}
        <Text size="sm">
          from <When at={holds.from} /> to <When at={holds.to} />
        </Text>
      </span>
    );
  }
  const parts = [
    counted(holds.identities, 'identity', 'identities'),
    counted(holds.policies, 'policy', 'policies'),
    ...(holds.objects === 0 ? [] : [counted(holds.objects, 'object')]),
  ];
  return parts.join(', ');
}

function missingWords(holds: InventoryView['holds']): string {
  if ('requests' in holds) {
    return holds.unread === 0
      ? 'nothing'
      : `${counted(holds.unread, 'record')} could not be read, so what they used is not known`;
  }
  return holds.missing === 0
    ? 'nothing'
    : `${counted(holds.missing, 'attached policy', 'attached policies')} could not be read, so the stack of whoever has them is undetermined`;
}

/** What the environment lacks: the live policies, and use where a limit asks for it. */
function Lacking(props: {
  readonly name: string;
  readonly items: readonly InventoryView[];
  readonly document: Governing;
}) {
  const { name, items, document } = props;
  const has = (kind: InventoryView['kind']) => items.some((one) => one.kind === kind);
  const useLimit = limitOf(document, 'use', name);
  return (
    <>
      {!has('inventory') && (
        <Text size="sm">
          Nobody recorded what is live here:{' '}
          <Code>countersign inventory record FILE --environment {name}</Code>
        </Text>
      )}
      {!has('use') && useLimit !== null && (
        <Text size="sm">
          The RuleSet asks for observed use no older than {spanWords(useLimit.maxAgeSeconds)}, and
          there is none: <Code>countersign use record FILE --environment {name} --subject ID</Code>
        </Text>
      )}
    </>
  );
}

function NoSnapshots({ environment }: { readonly environment: string | undefined }) {
  return (
    <Empty
      title={environment === undefined ? 'No snapshots yet' : `No snapshot of ${environment} yet`}
    >
      <Text>
        A snapshot says what is live in an environment, so that denials are proved with everything
        in force and not of one policy alone. Read an AWS account or a cluster to a file, then{' '}
        <Code>countersign inventory record FILE --environment {environment ?? 'ENVIRONMENT'}</Code>.
        What one identity was seen to use comes from a log:{' '}
        <Code>
          countersign use record FILE --environment {environment ?? 'ENVIRONMENT'} --subject ID
        </Code>
        . Until then everything that needs them is undetermined.
      </Text>
    </Empty>
  );
}
