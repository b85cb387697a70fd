import { describeCase } from '@countersign/analysis';
import { casesOf, type FlatCase } from '@countersign/evidence';
import { List, Stack, Text } from '@mantine/core';

/** What has to be allowed and what has to stay denied, a line each in the language's own words. */
export function CasesView({ document }: { readonly document: object }) {
  const { allow, deny } = casesOf(document as unknown as Parameters<typeof casesOf>[0]);
  return (
    <Stack gap="xs">
      <Cases title="Must be allowed" cases={allow} />
      <Cases title="Must stay denied" cases={deny} />
    </Stack>
  );
}

function Cases(props: { readonly title: string; readonly cases: readonly FlatCase[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {props.title}
      </Text>
      <List size="sm" className="lines" aria-label={props.title}>
        {props.cases.map((one) => (
          <List.Item key={one.id}>
            <span className="mono">{describeCase(one)}</span>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
