import { Button, Group, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { client } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { within } from './export-words.ts';

/** The name at the end of a path. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Where an export goes: typed, or a name within a folder that is picked with the system's own dialog. */
export function PathField({
  label,
  description,
  path,
  suggestedName,
  problem,
  onPath,
}: {
  readonly label: string;
  readonly description: string;
  readonly path: string;
  /** What it is called where the path has no name yet. */
  readonly suggestedName: string;
  readonly problem: string | undefined;
  readonly onPath: (path: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  // What was refused may be far above the button that was pressed.
  useEffect(() => {
    if (problem === undefined) return;
    field.current?.focus({ preventScroll: true });
    field.current?.scrollIntoView({ block: 'center' });
  }, [problem]);
  const canChoose = useAppInfo()?.capabilities.chooseFolder === true;
  const choose = async (): Promise<void> => {
    try {
      const chosen = await client.app.chooseFolder();
      if (chosen.path) onPath(within(chosen.path, nameOf(path) || suggestedName));
    } catch (error) {
      noticeProblem('The folder could not be chosen', error);
    }
  };
  return (
    <Group align="flex-start" gap="sm">
      <TextInput
        ref={field}
        flex="1 1 20rem"
        label={label}
        description={description}
        value={path}
        error={problem}
        errorProps={{ role: 'alert' }}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onPath(event.currentTarget.value)}
      />
      {canChoose && (
        <Button
          variant="default"
          mt={46}
          leftSection={<IconFolderOpen size={16} aria-hidden />}
          onClick={() => void choose()}
        >
          Choose…
        </Button>
      )}
    </Group>
  );
}
