import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { problemOf } from '../lib/problem.ts';

/** Where there is nothing yet: what would be here, and how it comes about. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <Center mih={240} p="xl" flex={1}>
      <Stack align="center" gap="sm" maw={420} ta="center">
        {icon && (
          <Text c="dimmed" component="span" lh={0} aria-hidden>
            {icon}
          </Text>
        )}
        <Title order={2} size="h4">
          {title}
        </Title>
        {children && <Text c="dimmed">{children}</Text>}
        {action}
      </Stack>
    </Center>
  );
}

/** Where something could not be loaded: the sentence of the error, its code, and a way to try again. */
export function ErrorState({
  error,
  title = 'This could not be loaded',
  onRetry,
}: {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}) {
  const problem = problemOf(error);
  return (
    <Center mih={240} p="xl" flex={1} role="alert">
      <Stack align="center" gap="sm" maw={480} ta="center">
        <Text c="var(--color-problem)" component="span" lh={0} aria-hidden>
          <IconAlertTriangle size={32} stroke={1.5} />
        </Text>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text>{problem.message}</Text>
        <Text c="dimmed" size="xs" ff="monospace">
          {problem.code}
        </Text>
        {onRetry && (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Center>
  );
}

/** While something is on its way. Shows nothing for the first moments, so that what is fast does not flicker. */
export function LoadingState({ label = 'Loading' }: { readonly label?: string }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Center mih={240} p="xl" flex={1} role="status" aria-busy>
      {visible && (
        <Stack align="center" gap="sm">
          <Loader size="sm" type="dots" />
          <Text c="dimmed" size="sm">
            {label}
          </Text>
        </Stack>
      )}
    </Center>
  );
}
