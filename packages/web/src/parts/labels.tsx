import { Badge, type MantineColor, Tooltip } from '@mantine/core';

// Colour is never the only carrier: every badge says its state in words, with a sign before it.
const LOOKS: Readonly<Record<string, readonly [MantineColor, string]>> = {
  approved: ['teal', '✓'],
  released: ['teal', '✓'],
  satisfied: ['teal', '✓'],
  passed: ['teal', '✓'],
  proved: ['teal', '✓'],
  kept: ['teal', '✓'],
  active: ['teal', '✓'],
  live: ['teal', '✓'],
  fresh: ['teal', '✓'],
  equivalent: ['teal', '='],
  rejected: ['red', '✕'],
  revoked: ['red', '✕'],
  failed: ['red', '✕'],
  refuted: ['red', '✕'],
  broken: ['red', '✕'],
  error: ['red', '!'],
  undetermined: ['orange', '?'],
  suspended: ['orange', '!'],
  stale: ['orange', '!'],
  broader: ['orange', '+'],
  incomparable: ['orange', '±'],
  narrower: ['gray', '-'],
  expired: ['orange', '!'],
  unsatisfied: ['orange', '…'],
  'changes-requested': ['orange', '↺'],
};

/** A state word as a badge, in colours whose contrast holds on both backgrounds. */
export function StateBadge({ state }: { readonly state: string }) {
  const [color, sign] = LOOKS[state] ?? ['gray', '·'];
  return (
    <Badge
      variant="outline"
      tt="none"
      miw="max-content"
      color={color}
      c={`light-dark(color-mix(in srgb, var(--mantine-color-${color}-9), black 25%), var(--mantine-color-${color}-3))`}
    >
      <span aria-hidden>{sign} </span>
      {state}
    </Badge>
  );
}

/** A digest, short, with the whole text one key away. */
export function Digest({ value }: { readonly value: string }) {
  return (
    <Tooltip label={value} multiline maw={420}>
      <span className="mono" title={value}>
        {value.slice(0, 'sha256:'.length + 12)}…
      </span>
    </Tooltip>
  );
}

/** A time as the reader's locale writes it, with the exact instant for machines. */
export function When({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {new Date(at).toLocaleString()}
    </time>
  );
}

/** The name of a person where it is known (it can have been erased), else the opaque id. */
export function personName(people: Readonly<Record<string, string>>, id: string): string {
  return people[id] ?? `${id.slice(0, 8)}… (name erased or unknown)`;
}
