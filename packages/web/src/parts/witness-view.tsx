import { Code } from '@mantine/core';

/** One concrete request, folded; nothing where there is none. */
export function WitnessView({ witness }: { readonly witness: unknown }) {
  if (witness === undefined || witness === null) return null;
  return (
    <details>
      <summary>One such request</summary>
      <Code block className="canonical" tabIndex={0} aria-label="One such request">
        {JSON.stringify(witness, null, 2)}
      </Code>
    </details>
  );
}
