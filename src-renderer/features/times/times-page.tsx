import { Button, Group, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCircleCheck, IconClockEdit, IconPhotoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatCount, formatQuantity } from '../../lib/format.ts';
import { nameOfKey, useKeyBindings } from '../../lib/keyboard.ts';
import { fullUrl } from '../../lib/media.ts';
import { pictureName } from '../../lib/picture-name.ts';
import { countSelected, selectedIds } from '../../lib/selection.ts';
import { FullPage } from '../../ui/page.tsx';
import { Picture } from '../../ui/picture.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { PictureList } from './picture-list.tsx';
import { shiftChoices, shiftHints } from './shift-choices.ts';
import { ShiftDialog } from './shift-dialog.tsx';
import { TimePanel, usePictureNow } from './time-panel.tsx';
import classes from './times.module.css';
import { timesKeys } from './times-keys.ts';
import { countOpen, indexOfCurrent } from './times-session.ts';
import { type TimesFilter, useTimes } from './use-times.ts';
import { useTimesSelection } from './use-times-selection.ts';

/** Imported pictures whose time is uncertain, one at a time, with all there is to go by. */
export function TimesPage() {
  const { import: jobId, camera } = useSearch({ from: '/times' });
  // Another filter is another walk.
  return <Walk key={`${jobId ?? ''} ${camera ?? ''}`} filter={{ jobId, camera }} />;
}

function Walk({ filter: given }: { readonly filter: TimesFilter }) {
  const [filter] = useState(given);
  const { query, session, actions, total, isBusy, decisions } = useTimes(filter);
  const choice = useTimesSelection(session, actions.goTo);
  const [typing, setTyping] = useState(false);
  const [shifting, shiftDialog] = useDisclosure(false);
  const [failed, setFailed] = useState<string>();
  const listed = session.pictures[indexOfCurrent(session)];
  const picture = usePictureNow(listed);
  const currentId = session.currentId;
  const selected = countSelected(choice.selection);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field belongs to the picture it was opened for.
  useEffect(() => setTyping(false), [currentId]);

  const cameras = useQuery(orpc.times.cameras.queryOptions({ retry: false })).data?.cameras ?? [];
  const choices = useMemo(
    () => shiftChoices({ selected: selectedIds(choice.selection), picture, jobId: filter.jobId, cameras }),
    [choice.selection, picture, filter.jobId, cameras],
  );
  const settled = currentId !== null && session.settled.has(currentId);
  const confirm = (): void => {
    if (selected > 0) {
      actions.confirm(selectedIds(choice.selection).filter((id) => !session.settled.has(id)));
      choice.clear();
    } else if (currentId !== null && !settled && !isBusy(currentId)) actions.confirm([currentId]);
  };
  const bindings = timesKeys({
    pick: (index) => {
      const evidence = picture?.evidence[index];
      if (picture && evidence && !isBusy(picture.capture.id)) actions.pick(picture, evidence);
    },
    confirm,
    type: () => picture && setTyping(true),
    skip: actions.skip,
    step: actions.step,
    reach: choice.reach,
    toggle: () => currentId !== null && choice.point(currentId, 'besides'),
    all: choice.all,
    clear: choice.clear,
    shift: () => choices.length > 0 && shiftDialog.open(),
    undo: actions.undo,
  });
  useKeyBindings('Uncertain times', bindings, !shifting);
  // Arrows, Space and Enter belong to the list while it has the focus, so it looks them up itself.
  const onKeyDown = (event: KeyboardEvent): void => {
    const name = nameOfKey(event);
    const binding = bindings.find((each) => each.keys.includes(name));
    if (!binding) return;
    event.preventDefault();
    binding.run(event.nativeEvent);
  };

  const left = total ?? countOpen(session);
  const url = picture && fullUrl(picture.capture.id);
  return (
    <FullPage
      title="Uncertain times"
      heading={
        <div className={classes.head}>
          <div className={classes.titles}>
            <h1 className={classes.title}>Uncertain times</h1>
            <Text c="dimmed" size="sm" role="status">
              {query.isPending ? '' : left === 0 ? 'None left' : `${formatCount(left)} to review`}
              {filter.jobId !== undefined && ' of one import'}
            </Text>
          </div>
          <Filters filter={filter} cameras={cameras} />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconClockEdit size={15} aria-hidden />}
            disabled={choices.length === 0}
            onClick={shiftDialog.open}
          >
            Move in time…
          </Button>
        </div>
      }
    >
      {query.isPending ? (
        <LoadingState label="Looking for uncertain times" />
      ) : query.isError && session.pictures.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : session.pictures.length === 0 ? (
        <NothingUncertain />
      ) : (
        <div className={classes.columns}>
          <div className={classes.side}>
            <div className={classes.tools}>
              <Text size="xs" role="status">
                {selected === 0 ? 'Nothing selected' : `${formatCount(selected)} selected`}
              </Text>
              {selected > 0 && (
                <Button size="compact-sm" onClick={confirm}>
                  Confirm
                </Button>
              )}
              <Button size="compact-sm" variant="subtle" onClick={selected === 0 ? choice.all : choice.clear}>
                {selected === 0 ? 'All' : 'None'}
              </Button>
            </div>
            <PictureList
              session={session}
              total={left + session.settled.size}
              selection={choice.selection}
              onPoint={choice.point}
              onKeyDown={onKeyDown}
            />
          </div>
          {picture && url ? (
            <>
              <div className={classes.stage}>
                {picture.capture.missingAt !== null || failed === url ? (
                  <span className={classes.lost}>
                    <IconPhotoOff size={28} stroke={1.25} aria-hidden /> The picture cannot be shown.
                  </span>
                ) : (
                  <Picture
                    url={url}
                    alt={pictureName(picture.capture)}
                    className={classes.picture}
                    onFailed={setFailed}
                  />
                )}
              </div>
              <TimePanel
                key={picture.capture.id}
                picture={picture}
                settled={settled}
                busy={isBusy(picture.capture.id)}
                typing={typing}
                onTyping={setTyping}
                onPick={(evidence) => actions.pick(picture, evidence)}
                onTime={(moment) => {
                  setTyping(false);
                  actions.setTime(picture, moment);
                }}
                onConfirm={() => actions.confirm([picture.capture.id])}
                onSkip={actions.skip}
              />
            </>
          ) : (
            <div className={classes.end}>
              <WalkedThrough skipped={session.skipped.size} onRevisit={actions.revisit} />
            </div>
          )}
        </div>
      )}
      {shifting && choices.length > 0 && (
        <ShiftDialog
          choices={choices}
          picture={picture}
          hints={shiftHints(selected, cameras.length)}
          decisions={decisions}
          onClose={shiftDialog.close}
          onShifted={() => {
            choice.clear();
            actions.reload();
          }}
        />
      )}
    </FullPage>
  );
}

function Filters({
  filter,
  cameras,
}: {
  readonly filter: TimesFilter;
  readonly cameras: readonly { readonly camera: string; readonly uncertain: number }[];
}) {
  const navigate = useNavigate();
  const data = cameras
    .filter(({ camera, uncertain }) => uncertain > 0 || camera === filter.camera)
    .map(({ camera, uncertain }) => ({ value: camera, label: `${camera} (${formatCount(uncertain)})` }));
  return (
    <Group gap="xs" ml="auto">
      {filter.jobId !== undefined && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void navigate({ to: '/times', search: { camera: filter.camera }, replace: true })}
        >
          Show those of all imports
        </Button>
      )}
      {data.length > 0 && (
        <Select
          size="xs"
          w="13rem"
          aria-label="Camera"
          placeholder="All cameras"
          data={data}
          value={filter.camera ?? null}
          clearable
          clearButtonProps={{ 'aria-label': 'All cameras' }}
          searchable={data.length > 8}
          onChange={(camera) =>
            void navigate({
              to: '/times',
              search: { import: filter.jobId, camera: camera ?? undefined },
              replace: true,
            })
          }
        />
      )}
    </Group>
  );
}

function NothingUncertain() {
  return (
    <EmptyState
      icon={<IconCircleCheck size={36} stroke={1.25} />}
      title="Every time is settled"
      action={
        <Button variant="default" component={Link} to="/import">
          Import pictures
        </Button>
      }
    >
      Imported pictures of which it is not sure when they were taken are shown here, with all there is to go by.
    </EmptyState>
  );
}

function WalkedThrough({ skipped, onRevisit }: { readonly skipped: number; readonly onRevisit: () => void }) {
  return (
    <EmptyState
      icon={<IconCircleCheck size={36} stroke={1.25} />}
      title={skipped > 0 ? `${formatQuantity(skipped, 'picture')} left for later` : 'That was the last one'}
      action={
        <Group gap="xs" justify="center">
          {skipped > 0 && (
            <Button variant="default" onClick={onRevisit}>
              Go through {skipped === 1 ? 'it' : 'them'} now
            </Button>
          )}
          <Button variant="default" component={Link} to="/review">
            On to the duplicates
          </Button>
        </Group>
      }
    >
      {skipped > 0 ? 'All others are settled.' : 'Every time is settled.'} Undo (Z) takes back what you said last.
    </EmptyState>
  );
}
