import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { TrashedCapture } from '../../../src-shared/contract/trash.ts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { fullUrl } from '../../lib/media.ts';
import { useNow } from '../../lib/now.ts';
import { pictureName } from '../../lib/picture-name.ts';
import { Picture } from '../../ui/picture.tsx';
import classes from './trash.module.css';
import { discardedInWords, nameOfPicture, purgeInWords, takenInWords } from './trash-words.ts';

/** One discarded picture, large, with a way to its neighbours and back into the timeline. */
export function TrashLarge({
  picture,
  index,
  count,
  restoring,
  onStep,
  onRestore,
  onClose,
}: {
  readonly picture: TrashedCapture;
  readonly index: number;
  readonly count: number;
  readonly restoring: boolean;
  readonly onStep: (steps: number) => void;
  readonly onRestore: () => void;
  readonly onClose: () => void;
}) {
  const nowMs = useNow();
  const [failed, setFailed] = useState<string | null>(null);
  useKeyBindings('Picture', [
    { keys: ['ArrowLeft'], label: 'Previous picture', run: () => onStep(-1) },
    { keys: ['ArrowRight'], label: 'Next picture', run: () => onStep(1) },
    { keys: ['r'], label: 'Restore this picture', run: onRestore },
  ]);
  const url = fullUrl(picture.id);
  const gone = picture.missingAt !== null || failed === url;
  return (
    <Modal
      opened
      onClose={onClose}
      size="calc(100vw - 3rem)"
      title={`${nameOfPicture(picture)}, ${takenInWords(picture)}`}
      classNames={{ content: classes.large, body: classes.largeBody }}
    >
      <div className={classes.largePicture} data-keyboard>
        {gone ? (
          <Text c="dimmed">The file of this picture is gone.</Text>
        ) : (
          <Picture url={url} alt={pictureName(picture)} onFailed={setFailed} />
        )}
      </div>
      <Group justify="space-between" gap="xs" mt="sm">
        <Text size="sm" c="dimmed">
          {discardedInWords(picture.trashedAt, nowMs)} · {purgeInWords(picture.purgesAt, nowMs)} ·{' '}
          {formatCount(picture.width)} × {formatCount(picture.height)}, {formatBytes(picture.fileSize)}
        </Text>
        <Group gap={6}>
          <Tooltip label="Previous picture (←)">
            <ActionIcon size={34} aria-label="Previous picture" disabled={index === 0} onClick={() => onStep(-1)}>
              <IconChevronLeft size={18} />
            </ActionIcon>
          </Tooltip>
          <Text size="sm">
            {formatCount(index + 1)} of {formatCount(count)}
          </Text>
          <Tooltip label="Next picture (→)">
            <ActionIcon size={34} aria-label="Next picture" disabled={index >= count - 1} onClick={() => onStep(1)}>
              <IconChevronRight size={18} />
            </ActionIcon>
          </Tooltip>
          <Button
            ml="xs"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            loading={restoring}
            onClick={onRestore}
          >
            Restore
          </Button>
        </Group>
      </Group>
    </Modal>
  );
}
