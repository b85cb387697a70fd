import { List, Stack, Text } from '@mantine/core';
import { When } from './labels.tsx';

/** What a policy allows held against what was seen to be used. */
export interface ShownUse {
  readonly from: string;
  readonly to: string;
  readonly requests: number;
  readonly unread: number;
  readonly used: number;
  readonly granted: number;
  readonly unused: readonly {
    readonly origin: number;
    readonly actions: readonly string[];
    readonly unused: number;
    readonly granted: number;
  }[];
  readonly broken: readonly {
    readonly request: Readonly<Record<string, unknown>>;
    readonly count: number;
  }[];
}

/** How much of what is granted was used, as bars, and what the change would break. Never more than the window shows. */
export function UseView({ use }: { readonly use: ShownUse }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        From <When at={use.from} /> to <When at={use.to} />: {use.requests} requests
        {use.unread === 0 ? '' : `, and ${use.unread} records that could not be read`}
      </Text>
      <Bar label="All of it" used={use.used} granted={use.granted} />
      {use.unused.map((one) => (
        <div key={one.origin}>
          <Bar
            label={`Element ${one.origin + 1}`}
            used={one.granted - one.unused}
            granted={one.granted}
          />
          <Text size="sm" c="dimmed" className="mono">
            never used: {one.actions.join(', ')}
            {one.unused > one.actions.length ? ` and ${one.unused - one.actions.length} more` : ''}
          </Text>
        </div>
      ))}
      {use.broken.length > 0 && (
        <div>
          <Text fw={600}>Seen in use, and no longer allowed</Text>
          <List size="sm" className="lines">
            {use.broken.map((one) => (
              <List.Item key={JSON.stringify(one.request)}>
                <span className="mono">{Object.values(one.request).filter(isText).join(' ')}</span>,{' '}
                {one.count} times
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

function Bar(props: { readonly label: string; readonly used: number; readonly granted: number }) {
  const { label, used, granted } = props;
  const share = granted === 0 ? 0 : Math.round((used / granted) * 100);
  return (
    <div>
      <Text size="sm">
        {label}: {used} of {granted} rights used ({share} %)
      </Text>
      <div className="bar" aria-hidden>
        <div className="bar-used" style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
