import { Card, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One part of a screen under its heading; the heading is also its name for those who do not see it. */
export function Section({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={3} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Card>
  );
}
