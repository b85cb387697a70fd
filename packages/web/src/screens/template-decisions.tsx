import type { DecisionView } from '@countersign/api';
import { Code, Stack, Text } from '@mantine/core';
import { FilterSelect } from '../parts/filter-select.tsx';
import { personName, StateBadge, When } from '../parts/labels.tsx';
import { NhiName } from '../parts/nhi-name.tsx';
import { PagedList } from '../parts/paged-list.tsx';
import { Rows } from '../parts/rows.tsx';
import { TextLink } from '../parts/text-link.tsx';
import { readDecisions } from '../read.ts';
import { lookWords } from './template-words.ts';

const FILTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'to look at': { toReview: 'true' },
  live: { state: 'live' },
  ended: { state: 'ended' },
};

/** What a template decided without asking, newest first, and what of it a human has yet to look at. */
export function TemplateDecisions(props: {
  readonly template: string;
  readonly show: string | undefined;
  readonly onShow: (show: string | undefined) => void;
}) {
  const { template, show, onShow } = props;
  const chosen = show === undefined ? {} : (FILTERS[show] ?? {});
  return (
    <Stack>
      <FilterSelect
        label="Decision"
        value={show}
        options={Object.keys(FILTERS)}
        onChoose={onShow}
      />
      <PagedList
        what="its decisions"
        read={readDecisions}
        filter={{ template, ...chosen }}
        empty={<Text>{show === undefined ? 'It decided nothing yet.' : 'None is like this.'}</Text>}
      >
        {(items) => (
          <>
            <Rows
              name="Automatic decisions, newest first"
              head={['Candidate', 'For', 'Values', 'State', 'Human look', 'In the name of']}
              rows={items.map(rowOf)}
            />
            <Text size="sm" c="dimmed">
              A human looks in the terminal:{' '}
              <Code>countersign template review DECISION --verdict ok --reason TEXT</Code>
            </Text>
          </>
        )}
      </PagedList>
    </Stack>
  );
}

function rowOf(one: DecisionView) {
  const { candidate, nhi, values, state, ended, inNameOf, people } = one;
  const said = Object.entries(values).map(([name, list]) => `${name} = ${list.join(', ')}`);
  return [
    <span key="candidate">
      <TextLink to="/candidates/$id" params={{ id: candidate }}>
        <When at={one.decidedAt} />
      </TextLink>
      <Text size="sm" c="dimmed">
        decision <span className="mono">{one.id}</span>
      </Text>
    </span>,
    <NhiName key="nhi" id={nhi} />,
    said.join('; ') || 'none',
    <span key="state">
      <StateBadge state={state} />
      <Text size="sm">
        {ended === null ? 'until ' : `${ended.why}, `}
        <When at={ended?.at ?? one.validUntil} />
      </Text>
    </span>,
    <Look key="look" decision={one} />,
    inNameOf.map((id) => personName(people, id)).join(', '),
  ];
}

function Look({ decision }: { readonly decision: DecisionView }) {
  const { reviewed, reviewBy, people } = decision;
  return (
    <span>
      {lookWords(decision, Date.now())}
      {reviewed === null && reviewBy !== null && (
        <Text size="sm">
          by <When at={reviewBy} />
        </Text>
      )}
      {reviewed !== null && (
        <Text size="sm">
          {personName(people, reviewed.human)}, <When at={reviewed.at} />
          {reviewed.note === null ? '' : `: ${reviewed.note}`}
        </Text>
      )}
    </span>
  );
}
