import { Button, Group, Text, Textarea } from '@mantine/core';
import { IconFolderPlus, IconPhotoPlus, IconPhotoUp } from '@tabler/icons-react';
import { type ChangeEvent, type ReactNode, useRef, useState } from 'react';
import { client } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { problemOf } from '../../lib/problem.ts';
import { pathsOf } from './import-words.ts';
import classes from './importing.module.css';
import { takeFiles } from './take-in.ts';
import type { useStartImport } from './use-imports.ts';

/** A file dialog of the browser behind a button. */
function FileButton({
  label,
  icon,
  folder = false,
  onFiles,
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly folder?: boolean;
  readonly onFiles: (files: FileList) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const { files } = event.currentTarget;
    if (files && files.length > 0) onFiles(files);
    // The same choice again is a change again.
    event.currentTarget.value = '';
  };
  return (
    <>
      <Button variant="default" leftSection={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={take}
        {...(folder ? { webkitdirectory: '' } : {})}
      />
    </>
  );
}

/** Where the pictures come from: dropped, chosen in a dialog, or by the path they have. */
export function ChooseSources({ start }: { readonly start: ReturnType<typeof useStartImport> }) {
  const [text, setText] = useState('');
  const canChoose = useAppInfo()?.capabilities.chooseFolder === true;
  const inApp = window.afterimage !== undefined;
  const paths = pathsOf(text);
  const look = (): void => {
    if (paths.length > 0 && !start.isPending) start.mutate({ paths, dryRun: true });
  };
  const chooseFolder = async (): Promise<void> => {
    try {
      const { path } = await client.app.chooseFolder();
      if (path) start.mutate({ paths: [path], dryRun: true });
    } catch (error) {
      noticeProblem('The folder could not be chosen', error);
    }
  };
  const takeChosen = (files: FileList): void =>
    takeFiles(files, (chosen) => start.mutate({ paths: chosen, dryRun: true }));
  return (
    <div className={classes.choose}>
      <div className={classes.dropPlace}>
        <IconPhotoUp size={40} stroke={1.25} className={classes.dropSign} aria-hidden />
        <div>
          <Text fw={600} size="lg">
            Drop pictures and folders here
          </Text>
          <Text c="dimmed" size="sm">
            Anywhere in this window will do. First they are only looked at.
          </Text>
        </div>
        <Group gap="xs" justify="center">
          {canChoose ? (
            <Button
              variant="default"
              leftSection={<IconFolderPlus size={16} aria-hidden />}
              onClick={() => void chooseFolder()}
            >
              Choose a folder…
            </Button>
          ) : (
            <FileButton
              label="Choose a folder…"
              icon={<IconFolderPlus size={16} aria-hidden />}
              folder
              onFiles={takeChosen}
            />
          )}
          <FileButton label="Choose files…" icon={<IconPhotoPlus size={16} aria-hidden />} onFiles={takeChosen} />
        </Group>
      </div>
      <form
        className={classes.paths}
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <Textarea
          label="Or say where they are"
          description={
            inApp
              ? 'Folders, pictures or archives on this computer, one whole path a line.'
              : 'Folders, pictures or archives on the computer that Afterimage runs on, one whole path a line.'
          }
          placeholder="/full/path/of/a/folder"
          autosize
          minRows={1}
          maxRows={8}
          value={text}
          spellCheck={false}
          autoComplete="off"
          error={start.error ? problemOf(start.error).message : undefined}
          errorProps={{ role: 'alert' }}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (start.isError) start.reset();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            look();
          }}
        />
        <Group gap="sm" mt="sm">
          <Button type="submit" disabled={paths.length === 0} loading={start.isPending}>
            Look at them
          </Button>
          <Text c="dimmed" size="sm">
            Nothing is imported yet. Shift+Enter begins a new line.
          </Text>
        </Group>
      </form>
    </div>
  );
}
