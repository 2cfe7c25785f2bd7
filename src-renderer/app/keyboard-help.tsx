import { Group, Kbd, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { keyboard } from '../lib/keyboard.ts';

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** What can be done anywhere comes after what the page is for, whichever was bound first. */
const onEveryPage = ['Go to', 'Help'];

function Keys({ keys }: { readonly keys: string }) {
  const strokes = keys.split(' ');
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {strokes.map((stroke, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the keys of one binding never change their order.
        <Fragment key={index}>
          {index > 0 && (
            <Text span size="xs" c="dimmed">
              then
            </Text>
          )}
          {stroke.split(/\+(?!$)/).map((key) => (
            <Kbd key={key} size="sm">
              {signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
            </Kbd>
          ))}
        </Fragment>
      ))}
    </Group>
  );
}

/** All that the keyboard can do on the page now shown, read from what is bound. */
export function KeyboardHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const rank = (group: { readonly title: string }) => onEveryPage.indexOf(group.title);
  const groups = opened ? keyboard.groups().toSorted((a, b) => rank(a) - rank(b)) : [];
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing="lg">
        {groups.map((group) => (
          <Stack key={group.title} gap={8} component="section" aria-label={group.title}>
            <Text fw={600}>{group.title}</Text>
            {group.bindings.map((binding) => (
              <Group key={`${binding.label} ${binding.keys.join(' ')}`} justify="space-between" gap="sm" wrap="nowrap">
                <Text size="sm" miw="7rem">
                  {binding.label}
                </Text>
                <Group gap={8} justify="flex-end">
                  {binding.keys.map((keys) => (
                    <Keys key={keys} keys={keys} />
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
