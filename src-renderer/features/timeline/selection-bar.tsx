import { ActionIcon, Autocomplete, Button, Group, Popover, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconPhotoShare, IconTag, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { formatQuantity } from '../../lib/format.ts';
import classes from './capture-list.module.css';
import { useKnownTags } from './capture-marks.tsx';

/** What can be done with all selected captures at once. */
export function SelectionBar({
  count,
  busy,
  tagging,
  onTagging,
  onKeep,
  onDiscard,
  onTag,
  onExport,
  onClear,
}: {
  readonly count: number;
  readonly busy: boolean;
  /** True while the field for a tag is open. */
  readonly tagging: boolean;
  readonly onTagging: (open: boolean) => void;
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
  readonly onTag: (tag: string, assigned: boolean) => void;
  readonly onExport: () => void;
  readonly onClear: () => void;
}) {
  const [text, setText] = useState('');
  const suggestions = useKnownTags();
  const submit = (assigned: boolean): void => {
    const tag = text.trim();
    if (tag === '') return;
    setText('');
    onTagging(false);
    onTag(tag, assigned);
  };
  return (
    <section className={classes.selectionBar} aria-label="Selected captures" aria-busy={busy}>
      <Text size="sm" role="status" className={classes.selectionCount}>
        {formatQuantity(count, 'capture')} selected
      </Text>
      <Group gap={2} wrap="nowrap">
        <Tooltip label="Keep (k)">
          <ActionIcon size={30} aria-label="Keep the selected" disabled={busy} onClick={onKeep}>
            <IconCheck size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Discard (d)">
          <ActionIcon size={30} aria-label="Discard the selected" disabled={busy} onClick={onDiscard}>
            <IconTrash size={17} />
          </ActionIcon>
        </Tooltip>
        <Popover
          opened={tagging}
          onChange={onTagging}
          position="bottom-end"
          shadow="md"
          trapFocus
          returnFocus
          width={260}
        >
          <Popover.Target>
            <Tooltip label="Tag (#)" disabled={tagging}>
              <ActionIcon size={30} aria-label="Tag the selected" disabled={busy} onClick={() => onTagging(!tagging)}>
                <IconTag size={17} />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                submit(true);
              }}
            >
              <Autocomplete
                data-autofocus
                size="sm"
                label="Tag"
                data={[...suggestions]}
                value={text}
                onChange={setText}
                maxLength={64}
                comboboxProps={{ withinPortal: false }}
              />
              <Group gap="xs" mt="sm" grow>
                <Button type="submit" size="xs" disabled={text.trim() === ''}>
                  Add
                </Button>
                <Button size="xs" variant="default" disabled={text.trim() === ''} onClick={() => submit(false)}>
                  Remove
                </Button>
              </Group>
            </form>
          </Popover.Dropdown>
        </Popover>
        <Tooltip label="Export (e)">
          <ActionIcon size={30} aria-label="Export the selected" disabled={busy} onClick={onExport}>
            <IconPhotoShare size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Select none (Esc)">
          <ActionIcon size={30} aria-label="Select none" onClick={onClear}>
            <IconX size={17} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </section>
  );
}
