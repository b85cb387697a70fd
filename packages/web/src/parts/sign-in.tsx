import { Alert, Code, List, Text, Title } from '@mantine/core';
import { ReadProblem } from '../read.ts';
import { Failed } from './states.tsx';

/** What somebody without a session sees: how to get one. Anything but a missing session is shown as what it is. */
export function SignIn({ problem }: { readonly problem: Error }) {
  if (!(problem instanceof ReadProblem) || problem.status !== 401) {
    return <Failed what="your session" problem={problem} />;
  }
  return (
    <>
      <Title order={2} mb="sm">
        Sign in to read
      </Title>
      <Alert color="blue" role="note" title="This page is read-only" mb="md">
        Decisions are signed with your own key, in your terminal. Nothing here approves anything.
      </Alert>
      <List spacing="xs">
        <List.Item>
          Evaluating? Open the one-time link that <Code>npm start</Code> printed.{' '}
          <Code>npm start</Code> prints a new one every time it starts.
        </List.Item>
        <List.Item>
          In the terminal:{' '}
          <Code>
            countersign login --server {window.location.origin} --workspace ID --key
            ~/.ssh/id_ed25519
          </Code>
          . Whoever founded the workspace knows its id.
        </List.Item>
      </List>
      <Text c="dimmed" size="sm" mt="md">
        {problem.code}: {problem.message}
      </Text>
    </>
  );
}
