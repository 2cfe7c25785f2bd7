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
          <List.Item>
            In a terminal, <Code>npx afterimage serve --url</Code> prints a fresh link to the Afterimage that runs.
          </List.Item>
          <List.Item>
            If none runs any more, <Code>npx afterimage serve --open</Code> starts it and opens the page.
          </List.Item>
        </List>
        <Text c="dimmed" size="sm">
          Your pictures are safe: nothing was changed.
        </Text>
      </Stack>
    </Center>
  );
}
