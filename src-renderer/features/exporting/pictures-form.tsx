import { Button, Checkbox, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPhotoShare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  defaultNameTemplate,
  type ExportKind,
  type ExportLayout,
  exportKinds,
  exportLayouts,
  nameTemplateFields,
} from '../../../src-shared/contract/exporting.ts';
import { orpc } from '../../lib/api.ts';
import { formatBytes, formatQuantity } from '../../lib/format.ts';
import { problemOf } from '../../lib/problem.ts';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Section } from '../../ui/section.tsx';
import { ExportBar } from './export-bar.tsx';
import { type ExportAddress, nameOfScope, scopeInWords, selectionOf } from './export-scope.ts';
import { pathForKind, within } from './export-words.ts';
import classes from './exporting.module.css';
import { exampleCapture, exampleOf, problemOfTemplate } from './name-example.ts';
import { PathField } from './path-field.tsx';
import { ScopeForm } from './scope-form.tsx';
import type { StartExport } from './use-export.ts';

/** How a person likes to export, remembered from one time to the next. */
interface Habits {
  readonly kind: ExportKind;
  readonly layout: ExportLayout;
  readonly nameTemplate: string;
  readonly writeTimes: boolean;
}

const firstHabits: Habits = { kind: 'folder', layout: 'dated', nameTemplate: defaultNameTemplate, writeTimes: false };

function useHabits() {
  const [stored, setStored] = useLocalStorage<Partial<Habits>>({
    key: 'afterimage-export',
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const habits: Habits = {
    kind: exportKinds.find((each) => each === stored.kind) ?? firstHabits.kind,
    layout: exportLayouts.find((each) => each === stored.layout) ?? firstHabits.layout,
    nameTemplate: typeof stored.nameTemplate === 'string' ? stored.nameTemplate : firstHabits.nameTemplate,
    writeTimes: stored.writeTimes === true,
  };
  return { habits, change: (part: Partial<Habits>) => setStored({ ...habits, ...part }) };
}

const kindChoices: readonly { readonly kind: ExportKind; readonly label: string; readonly description: string }[] = [
  { kind: 'folder', label: 'Folder', description: 'Files that every program opens.' },
  { kind: 'zip', label: 'Zip archive', description: 'One file, to send or to keep.' },
  { kind: 'tar', label: 'Tar archive', description: 'One file, for backups.' },
];

/** Copies of pictures: which ones, where to, and how they are called. */
export function PicturesForm({
  address,
  captureIds,
  place,
  today,
  start,
  onAddress,
  onAll,
}: {
  readonly address: ExportAddress;
  readonly captureIds: readonly string[] | undefined;
  /** The folder in which an export is suggested. */
  readonly place: string;
  readonly today: string;
  readonly start: StartExport;
  readonly onAddress: (address: ExportAddress) => void;
  readonly onAll: () => void;
}) {
  const { habits, change } = useHabits();
  const [typed, setTyped] = useState<string | null>(null);
  const what = selectionOf(address, captureIds);
  const preview = useQuery(orpc.exporting.preview.queryOptions({ input: what, staleTime: 0, gcTime: 0, retry: false }));
  // An example of one that will really be exported, where that is quick to find.
  const example = useQuery(
    orpc.captures.list.queryOptions({
      input: {
        day: address.day,
        displayId: address.display,
        tag: address.tag,
        reviewState: address.decision,
        limit: 1,
      },
      enabled: !captureIds,
      retry: false,
    }),
  ).data?.items[0];
  const suggestedName = pathForKind(`afterimage-${nameOfScope(address, today)}`, habits.kind);
  const path = typed ?? (place === '' ? '' : within(place, suggestedName));
  const templateProblem = problemOfTemplate(habits.nameTemplate);
  const count = preview.data?.captures;
  const ready = count !== undefined && count > 0 && path.trim() !== '' && templateProblem === undefined;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || start.isPending) return;
        start.mutate({ as: 'pictures', what, to: { ...habits, path: path.trim() } });
      }}
    >
      <Stack gap={36}>
        <Section title="Which pictures" description={scopeInWords(address, captureIds)}>
          <ScopeForm address={address} captureIds={captureIds} onAddress={onAddress} onAll={onAll} />
          {preview.isError ? (
            <NoticeBox tone="problem" title="They could not be counted" role="alert">
              <span>{problemOf(preview.error).message}</span>
            </NoticeBox>
          ) : (
            <p className={classes.count} role="status" aria-busy={preview.isFetching}>
              {preview.data
                ? preview.data.captures === 0
                  ? 'No picture fits all of this. What is in the trash is never exported.'
                  : `${formatQuantity(preview.data.captures, 'picture')}, ${formatBytes(preview.data.bytes)}`
                : 'Counting…'}
            </p>
          )}
        </Section>
        <Section title="Where to">
          <Radio.Group
            aria-label="As what"
            value={habits.kind}
            onChange={(value) => {
              const kind = exportKinds.find((each) => each === value) ?? 'folder';
              change({ kind });
              if (typed !== null) setTyped(pathForKind(typed, kind));
            }}
          >
            <div className={classes.kinds}>
              {kindChoices.map(({ kind, label, description }) => (
                <Radio key={kind} value={kind} label={label} description={description} />
              ))}
            </div>
          </Radio.Group>
          <PathField
            label="Whole path"
            description={
              habits.kind === 'folder'
                ? 'A folder that is empty or not there yet, outside of the library.'
                : 'A file that is not there yet, outside of the library.'
            }
            path={path}
            suggestedName={suggestedName}
            problem={start.error ? problemOf(start.error).message : undefined}
            onPath={(next) => {
              setTyped(next);
              if (start.isError) start.reset();
            }}
          />
        </Section>
        <Section title="How">
          <div>
            <SegmentedControl
              aria-label="Folders"
              value={habits.layout}
              onChange={(value) => change({ layout: value === 'flat' ? 'flat' : 'dated' })}
              data={[
                { value: 'dated', label: 'In folders by day' },
                { value: 'flat', label: 'All in one folder' },
              ]}
            />
          </div>
          <div>
            <TextInput
              label="Names"
              description={`These are filled in: ${nameTemplateFields.map((field) => `{${field}}`).join(' ')}. Everything else stays.`}
              value={habits.nameTemplate}
              maxLength={200}
              spellCheck={false}
              autoComplete="off"
              error={templateProblem}
              onChange={(event) => change({ nameTemplate: event.currentTarget.value })}
            />
            {templateProblem === undefined && (
              <p className={classes.example}>
                <span>Such as</span> {exampleOf(habits.nameTemplate, habits.layout, example ?? exampleCapture)}
              </p>
            )}
            {habits.nameTemplate !== defaultNameTemplate && (
              <Button
                mt={6}
                size="compact-xs"
                variant="subtle"
                onClick={() => change({ nameTemplate: defaultNameTemplate })}
              >
                Back to {defaultNameTemplate}
              </Button>
            )}
          </div>
          <Checkbox
            label="Write the time into the copies"
            description="As EXIF data, so that other programs sort them right. A time that is only a guess is not written. The files of the library stay as they are."
            checked={habits.writeTimes}
            onChange={(event) => change({ writeTimes: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed">
            A list of what was exported goes with it, so that it can be checked, and made into a library again, without
            this one.
          </Text>
        </Section>
        <ExportBar
          action={count ? `Export ${formatQuantity(count, 'picture')}` : 'Export'}
          icon={<IconPhotoShare size={18} aria-hidden />}
          summary={preview.data ? `${scopeInWords(address, captureIds)}, ${formatBytes(preview.data.bytes)}` : ''}
          path={path.trim()}
          disabled={!ready}
          pending={start.isPending}
        />
      </Stack>
    </form>
  );
}
