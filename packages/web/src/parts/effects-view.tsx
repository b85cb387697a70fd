import { List } from '@mantine/core';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';

/** One thing a change does, as analysis says it. */
export interface ShownEffect {
  readonly code: string;
  readonly detail: string;
  readonly actions?: readonly string[];
}

/** What the change does, a sentence each with the code that tier rules know it by, and the actions that show it. */
export function EffectsView({ effects }: { readonly effects: readonly ShownEffect[] }) {
  return (
    <List className="lines" spacing={8}>
      {effects.map(({ code, detail, actions = [] }) => (
        <List.Item key={`${code}/${detail}`}>
          <Prose text={sentence(detail)} /> <span className="mono">({code})</span>
          {actions.some((one) => !detail.includes(one)) && (
            <div className="mono dimmed">{actions.join(', ')}</div>
          )}
        </List.Item>
      ))}
    </List>
  );
}
