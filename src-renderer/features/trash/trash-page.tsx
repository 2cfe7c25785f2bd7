import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconTrash, IconZoomIn } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { formatQuantity } from '../../lib/format.ts';
import { moveInGrid } from '../../lib/grid-moves.ts';
import { type KeyBinding, nameOfKey, useKeyBindings } from '../../lib/keyboard.ts';
import { countSelected, selectedIds } from '../../lib/selection.ts';
import { FullPage, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { EmptyTrash } from './empty-trash.tsx';
import classes from './trash.module.css';
import { type GridShape, TrashGrid } from './trash-grid.tsx';
import { TrashLarge } from './trash-large.tsx';
import { contentInWords, retentionInWords } from './trash-words.ts';
import { useTrash } from './use-trash.ts';
import { useTrashSelection } from './use-trash-selection.ts';

/** What was discarded and is not gone yet. */
export function TrashPage() {
  const trash = useTrash();
  const { summary, list, pictures, restore, empty } = trash;
  const ids = useMemo(() => pictures.map((picture) => picture.id), [pictures]);
  const choice = useTrashSelection(ids);
  const { selection, focusIndex } = choice;
  const shape = useRef<GridShape>({ columns: 1, rowsPerPage: 1 });
  const [large, setLarge] = useState(false);
  const [asking, question] = useDisclosure(false);

  const selected = countSelected(selection);
  const restoreSelected = (): void => {
    if (restore.isPending) return;
    const chosen = selectedIds(selection);
    const focused = ids[focusIndex];
    const wanted = chosen.length > 0 ? chosen : focused === undefined ? [] : [focused];
    if (wanted.length > 0) restore.mutate(wanted);
  };
  const move = (event: { readonly key: string }, reach: boolean): void => {
    const to = moveInGrid(event.key, focusIndex, { count: ids.length, ...shape.current });
    if (to === undefined) return;
    if (reach) choice.point(to, 'up-to');
    else choice.moveTo(to);
  };
  const open = (index: number): void => {
    choice.moveTo(index);
    setLarge(true);
  };
  const steps = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
  const bindings: readonly KeyBinding[] = [
    { keys: steps, label: 'Move among the pictures', run: (event) => move(event, false) },
    { keys: steps.map((key) => `Shift+${key}`), label: 'Select up to there', run: (event) => move(event, true) },
    { keys: ['Space'], label: 'Select or leave out', run: () => choice.point(focusIndex, 'besides') },
    { keys: ['Ctrl+a'], label: 'Select all', run: choice.all },
    { keys: ['Escape'], label: 'Select none', run: choice.clear },
    { keys: ['Enter'], label: 'Look at it large', run: () => ids.length > 0 && setLarge(true) },
    { keys: ['r'], label: 'Restore what is selected', run: restoreSelected },
    { keys: ['Ctrl+z', 'u'], label: 'Undo what was done last', run: () => void trash.undoLast() },
  ];
  useKeyBindings('Trash', bindings, !large);
  // The arrows and Space belong to the list while it has the focus, so it looks them up itself.
  const onKeyDown = (event: KeyboardEvent): void => {
    const name = nameOfKey(event);
    const binding = bindings.find((each) => each.keys.includes(name));
    if (!binding) return;
    event.preventDefault();
    binding.run(event.nativeEvent);
  };

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const count = summary.data?.captures ?? pictures.length;
  const shown = large ? pictures[focusIndex] : undefined;
  if (large && !shown) setLarge(false);
  return (
    <FullPage
      title="Trash"
      heading={
        <div className={classes.head}>
          <PageHeader
            title="Trash"
            description={summary.data && retentionInWords(summary.data)}
            actions={
              <Group gap="sm">
                <Text c="dimmed" size="sm" role="status">
                  {summary.data && summary.data.captures > 0 && contentInWords(summary.data)}
                </Text>
                <Button
                  variant="default"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  disabled={!summary.data || summary.data.captures === 0}
                  onClick={question.open}
                >
                  Empty trash…
                </Button>
              </Group>
            }
          />
        </div>
      }
    >
      {list.isPending ? (
        <LoadingState label="Looking into the trash" />
      ) : list.isError && pictures.length === 0 ? (
        <ErrorState
          error={list.error}
          onRetry={() => {
            void list.refetch();
            void summary.refetch();
          }}
        />
      ) : pictures.length === 0 ? (
        <EmptyState icon={<IconTrash size={36} stroke={1.25} />} title="The trash is empty">
          Pictures that you discard come here first, and can be brought back.
        </EmptyState>
      ) : (
        <>
          <div className={classes.tools}>
            <Text size="sm" role="status">
              {selected === 0 ? 'Nothing selected' : `${formatQuantity(selected, 'picture')} selected`}
            </Text>
            <Button
              size="xs"
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              disabled={selected === 0}
              loading={restore.isPending}
              onClick={restoreSelected}
            >
              Restore
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconZoomIn size={15} aria-hidden />}
              disabled={selected !== 1}
              onClick={() => {
                const index = ids.indexOf(selectedIds(selection)[0] ?? '');
                if (index !== -1) open(index);
              }}
            >
              Look at it
            </Button>
            <Button size="xs" variant="subtle" ml="auto" onClick={selected === 0 ? choice.all : choice.clear}>
              {selected === 0 ? 'Select all' : 'Select none'}
            </Button>
          </div>
          <TrashGrid
            pictures={pictures}
            total={count}
            selection={selection}
            focusIndex={focusIndex}
            shape={shape}
            onPoint={choice.point}
            onOpen={open}
            onKeyDown={onKeyDown}
            onNearEnd={onNearEnd}
          />
        </>
      )}
      {shown && (
        <TrashLarge
          picture={shown}
          index={focusIndex}
          count={pictures.length}
          restoring={restore.isPending}
          onStep={(steps_) => choice.moveTo(Math.max(0, Math.min(ids.length - 1, focusIndex + steps_)))}
          onRestore={() => !restore.isPending && restore.mutate([shown.id])}
          onClose={() => setLarge(false)}
        />
      )}
      {asking && summary.data && <EmptyTrash summary={summary.data} empty={empty} onClose={question.close} />}
    </FullPage>
  );
}
