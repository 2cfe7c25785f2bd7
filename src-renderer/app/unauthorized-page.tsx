import { Center, Code, List, Stack, Text, Title } from '@mantine/core';
import { ProductMark } from '../ui/product-mark.tsx';

/** For a page whose link belongs to an earlier run: it cannot go on, and says how to come back. */
export function UnauthorizedPage() {
  return (
    <Center mih="100dvh" p="xl" component="main">
      <Stack maw={460} gap="md">
        <Text c="var(--color-accent)" lh={0}>
          <ProductMark size={40} />
        </Text>
        <Title order={1}>This page needs a fresh link</Title>
        <Text>
          Afterimage shows your screens only to who holds the link it made. This one belongs to an earlier run, or was
          opened in another browser.
        </Text>
        <List type="ordered" spacing="xs" withPadding>
          <List.Item>Go to the terminal in which Afterimage runs and press Enter. It prints a fresh link.</List.Item>
          <List.Item>
            If it does not run any more, start it with <Code>npx afterimage serve --open</Code>.
          </List.Item>
        </List>
        <Text c="dimmed" size="sm">
          Your pictures are safe: nothing was changed.
        </Text>
      </Stack>
    </Center>
  );
}
