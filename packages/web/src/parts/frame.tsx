import { AppShell, Badge, Group, Text, Title } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { SignIn } from './sign-in.tsx';
import { Loading } from './states.tsx';
import { TextLink } from './text-link.tsx';
import { useMe } from './use-me.ts';

/** The frame of every screen: where you are, who the server takes you for, and the way to the lists. */
export function Frame() {
  const me = useMe();
  return (
    <AppShell header={{ height: { base: 88, sm: 56 } }} padding="md">
      <AppShell.Header>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group className="main-nav">
            <Title order={1} size="h4">
              Countersign
            </Title>
            <nav aria-label="Main">
              <Group className="main-links">
                <TextLink to="/">Candidates</TextLink>
                <TextLink to="/requirements">Requirements</TextLink>
                <TextLink to="/templates">Templates</TextLink>
                <TextLink to="/inventory">Inventory</TextLink>
                <TextLink to="/rules">Rules</TextLink>
                <TextLink to="/log">Log</TextLink>
              </Group>
            </nav>
          </Group>
          {me.data !== undefined && (
            <Group gap="xs" wrap="nowrap" visibleFrom="sm">
              <Text size="sm">{me.data.name ?? me.data.actor.kind}</Text>
              <Badge variant="outline">{me.data.mode}</Badge>
            </Group>
          )}
        </Group>
      </AppShell.Header>
      <AppShell.Main id="content">
        {me.isPending && <Loading what="your session" />}
        {me.isError && <SignIn problem={me.error} />}
        {me.isSuccess && <Outlet />}
      </AppShell.Main>
    </AppShell>
  );
}

export function NotFound() {
  return (
    <>
      <Title order={2}>There is no such page</Title>
      <Text mt="sm">
        <TextLink to="/">To the candidates</TextLink>
      </Text>
    </>
  );
}
