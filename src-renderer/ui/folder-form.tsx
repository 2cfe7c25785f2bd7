import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { client } from '../lib/api.ts';
import { useAppInfo } from '../lib/app-info.ts';
import { noticeProblem } from '../lib/notice.ts';

/** Asks for a folder: typed, or picked with the system's own dialog where the host has one. */
export function FolderForm({
  label,
  description,
  action,
  pending,
  problem,
  onSubmit,
}: {
  readonly label: string;
  readonly description?: string;
  readonly action: string;
  readonly pending: boolean;
  readonly problem: string | undefined;
  readonly onSubmit: (path: string) => void;
}) {
  const [path, setPath] = useState('');
  const canChoose = useAppInfo()?.capabilities.chooseFolder === true;
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.app.chooseFolder();
      if (chosen.path) setPath(chosen.path);
    } catch (error) {
      noticeProblem('The folder could not be chosen', error);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim()) onSubmit(path.trim());
      }}
    >
      <Group align="flex-end" gap="sm">
        <TextInput
          flex="1 1 16rem"
          label={label}
          description={description}
          placeholder="/full/path/of/the/folder"
          value={path}
          error={problem}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        {canChoose && (
          <Button variant="default" onClick={() => void choose()}>
            Choose…
          </Button>
        )}
        <Button type="submit" variant="default" loading={pending} disabled={path.trim() === ''}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
