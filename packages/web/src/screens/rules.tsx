import type { RuleSetView } from '@countersign/api';
import { Code, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { Rows } from '../parts/rows.tsx';
import { Section } from '../parts/section.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { readRuleSet } from '../read.ts';
import { conditionWords, scopeWords, tierConditionWords } from './rule-words.ts';

/** What gates: approval rules, tiers, appetite, guardrails and exceptions, as the RuleSet in force says them. */
export function RulesScreen() {
  const rules = useQuery({ queryKey: ['rule-set'], queryFn: readRuleSet });
  if (rules.isPending) return <Loading what="the rules" />;
  if (rules.isError) {
    return <Failed what="the rules" problem={rules.error} retry={() => void rules.refetch()} />;
  }
  return <RulesPage view={rules.data} />;
}

type Governing = Extract<RuleSetView['document'], { v: 2 }>;
interface Part {
  readonly document: Governing;
  readonly people: RuleSetView['people'];
}

function RulesPage({ view }: { readonly view: RuleSetView }) {
  const { document, people, number } = view;
  return (
    <Stack maw={1200} mx="auto">
      <div>
        <Title order={2}>Rules</Title>
        <Text c="dimmed">
          RuleSet {number}, signed by a quorum of the Roster. It changes by a proposal that the same
          quorum signs: <Code>countersign rule propose</Code>.
        </Text>
      </div>
      <ApprovalRules rules={document.rules} />
      {document.v === 2 ? (
        <>
          <Guardrails document={document} people={people} />
          <Tiers document={document} />
          <Appetite document={document} people={people} />
          <Exceptions document={document} people={people} />
        </>
      ) : (
        <Empty title="This RuleSet is of version 1">
          It has no tiers, guardrails, appetite or exceptions: every change is of tier T3 unless it
          is proved narrower than what was released.
        </Empty>
      )}
    </Stack>
  );
}

function ApprovalRules({ rules }: { readonly rules: RuleSetView['document']['rules'] }) {
  return (
    <Section title="Who must approve">
      <Rows
        name="Approval rules, the first that holds governs"
        head={['', 'Rule', 'When', 'Needs', 'Veto']}
        rows={rules.map((rule, index) => [
          index + 1,
          rule.name,
          conditionWords(rule.if),
          requiresWords(rule.requires),
          rule.deny === null ? 'none' : `${rule.deny.count} ${sourceWords(rule.deny.from)}`,
        ])}
      />
    </Section>
  );
}

function Guardrails({ document, people }: Part) {
  const rows = document.guardrails.map((one) => [
    <span key="name">
      <strong>{one.name}</strong>
      <Text size="sm">{one.why}</Text>
      {one.frameworks.length > 0 && (
        <Text size="sm" c="dimmed">
          {one.frameworks.map(({ framework, id }) => `${framework} ${id}`).join(', ')}
        </Text>
      )}
    </span>,
    one.kind,
    one.severity === 'block' ? 'blocks' : 'escalates',
    <span key="what">
      <Text size="sm">{one.obligation.type}</Text>
      <span className="mono">{requestWords(one.obligation)}</span>
    </span>,
    `${one.language}: ${scopeWords(one.scope)}`,
    <span key="owner">
      {personName(people, one.owner)}
      {one.until !== null && (
        <Text size="sm">
          until <When at={one.until} />
        </Text>
      )}
    </span>,
  ]);
  return (
    <Section title="Guardrails">
      {rows.length === 0 ? (
        <Empty title="No guardrails yet">
          A guardrail is an obligation that every candidate is proved against: what nobody may do,
          what must stay possible, what may never come together. Try one on files first:{' '}
          <Code>countersign guardrail check</Code>.
        </Empty>
      ) : (
        <Rows
          name="Guardrails"
          head={['Guardrail', 'Kind', 'When broken', 'Obligation', 'Scope', 'Owner']}
          rows={rows}
        />
      )}
    </Section>
  );
}

function Tiers({ document }: { readonly document: Governing }) {
  const highestFirst = document.tierRules.toSorted((l, r) => r.tier.localeCompare(l.tier));
  return (
    <Section title="Risk tiers">
      <Text mb="sm">A change is of the highest tier of all rules that hold for it.</Text>
      <Rows
        name="Tier rules, the highest first"
        head={['Tier', 'Rule', 'Holds for', 'Because', 'What would lower it']}
        rows={highestFirst.map((one) => [
          <strong key="tier">{one.tier}</strong>,
          <span key="code" className="mono code-name">
            {one.code}
          </span>,
          tierConditionWords(one.when),
          one.because,
          one.lower,
        ])}
      />
    </Section>
  );
}

function Appetite({ document, people }: Part) {
  return (
    <Section title="Risk appetite">
      <Text mb="sm">Above it nothing is approved without an exception.</Text>
      <Rows
        name="Risk appetite"
        head={['Environment', 'Data class', 'Up to', 'Accepted by', 'Since', 'Until']}
        rows={document.appetite.map((one) => [
          one.environment,
          one.dataClass ?? 'any',
          one.upTo,
          personName(people, one.acceptedBy),
          <When key="since" at={one.since} />,
          one.until === null ? 'no end' : <When key="until" at={one.until} />,
        ])}
      />
    </Section>
  );
}

function Exceptions({ document, people }: Part) {
  return (
    <Section title="Exceptions">
      {document.exceptions.length === 0 ? (
        <Text>None.</Text>
      ) : (
        <Rows
          name="Exceptions"
          head={['Exception', 'State', 'Where', 'Covers', 'Compensated by', 'Owner', 'Until']}
          rows={document.exceptions.map((one) => [
            <span key="name">
              <strong>{one.name}</strong>
              <Text size="sm">{one.why}</Text>
            </span>,
            <StateBadge key="state" state={isOver(one.until) ? 'expired' : 'active'} />,
            `${one.environment}${one.policy === null ? '' : `, policy ${one.policy.slice(0, 8)}…`}`,
            [
              ...(one.covers.appetite === null ? [] : [`tiers up to ${one.covers.appetite}`]),
              ...one.covers.undetermined.map((name) => `undetermined ${name}`),
            ].join('; '),
            one.compensatingControl ?? 'nothing',
            personName(people, one.owner),
            <When key="until" at={one.until} />,
          ])}
        />
      )}
    </Section>
  );
}

const isOver = (until: string): boolean => Date.parse(until) <= Date.now();

type Requires = RuleSetView['document']['rules'][number]['requires'];
type Source = Extract<Requires, { approve: number }>['from'];

function requiresWords(requires: Requires): string {
  if ('approve' in requires) return `${requires.approve} ${sourceWords(requires.from)}`;
  const parts = 'all' in requires ? requires.all : requires.any;
  const joint = 'all' in requires ? ' and ' : ' or ';
  return parts
    .map((part) => ('approve' in part ? requiresWords(part) : `(${requiresWords(part)})`))
    .join(joint);
}

function sourceWords(source: Source): string {
  return 'role' in source ? source.role : `of group ${source.group}`;
}

function requestWords({ type: _, ...rest }: Governing['guardrails'][number]['obligation']): string {
  return JSON.stringify(rest);
}
