import type { CandidateView } from '@countersign/api';
import { List, Stack, Text } from '@mantine/core';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';
import { TierScale } from './tier-scale.tsx';

/** The tier on its scale, why, what would lower it; where the rules have no tiers, the codes alone. */
export function RiskView(props: {
  readonly tier: CandidateView['tier'];
  readonly reasons: readonly string[];
  readonly assessment?: CandidateView['assessment'];
}) {
  const { assessment, reasons, tier } = props;
  return (
    <Stack gap="xs">
      <TierScale tier={tier} />
      {assessment === undefined && reasons.length > 0 && (
        <Text size="sm">Because of {reasons.join(', ')}</Text>
      )}
      {assessment !== undefined && <Reasons assessment={assessment} />}
    </Stack>
  );
}

function Reasons({
  assessment,
}: {
  readonly assessment: NonNullable<CandidateView['assessment']>;
}) {
  const { reasons, lower, without } = assessment;
  return (
    <>
      <List size="sm" className="lines" aria-label="Why this tier">
        {reasons.map((one) => (
          <List.Item key={one.code}>
            {one.tier}: <Prose text={one.because} /> <span className="mono">({one.code})</span>
          </List.Item>
        ))}
      </List>
      {lower.length + without.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            What would lower it
          </Text>
          <List size="sm" className="lines" aria-label="What would lower it">
            {lower.map((one) => (
              <List.Item key={one}>
                <Prose text={sentence(one)} />
              </List.Item>
            ))}
            {without.map((one) => (
              <List.Item key={one.what}>
                Without <span className="mono">{one.what}</span> it would be {one.tier}.
              </List.Item>
            ))}
          </List>
        </>
      )}
    </>
  );
}
