import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A part of a page under its heading. */
export function Section({
  title,
  description,
  aside,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const headingId = useId();
  return (
    <Stack component="section" gap="md" aria-labelledby={headingId}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Title order={2} id={headingId}>
            {title}
          </Title>
          {description && (
            <Text component="div" c="dimmed" size="sm">
              {description}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
