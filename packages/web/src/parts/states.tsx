import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ReadProblem } from '../read.ts';

export function Loading({ what }: { readonly what: string }) {
  return (
    <Group gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text>Reading {what} …</Text>
    </Group>
  );
}

/** An error in words: code, sentence, help, and a way to try again where there is one. */
export function Failed(props: {
  readonly what: string;
  readonly problem: Error;
  readonly retry?: () => void;
}) {
  const known = props.problem instanceof ReadProblem ? props.problem : null;
  return (
    <Alert color="red" title={`Could not read ${props.what}`} role="alert">
      <Text>
        {known === null ? '' : `${known.code}: `}
        {props.problem.message}
      </Text>
      {known?.help != null && <Text size="sm">{known.help}</Text>}
      {props.retry !== undefined && (
        <Button mt="sm" variant="default" onClick={props.retry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Alert color="gray" role="note" title={title}>
      {children}
    </Alert>
  );
}
