import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { tokenNameSchema } from '../../../src-shared/contract/access.ts';
import { type Scope, scopeDescriptions, scopes } from '../../../src-shared/domain/access.ts';
import { problemOf } from '../../lib/problem.ts';
import { NoticeBox } from '../../ui/notice-box.tsx';
import classes from './access.module.css';
import { holdingTimes } from './access-words.ts';
import type { Access } from './use-access.ts';

/** Asks what the program is called and may do, makes its token, and shows the secret this one time. */
export function NewTokenDialog({
  create,
  onClose,
}: {
  readonly create: Access['create'];
  readonly onClose: () => void;
}) {
  const close = (): void => {
    // The secret must not outlive the dialog.
    create.reset();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={create.data ? `The token of “${create.data.name}”` : 'A token for a program'}
      // A click beside the dialog must not lose the only sight of a secret.
      closeOnClickOutside={!create.data}
    >
      {create.data ? (
        <TokenOnce secret={create.data.token} onClose={close} />
      ) : (
        <NewTokenForm create={create} onClose={close} />
      )}
    </Modal>
  );
}

function NewTokenForm({ create, onClose }: { readonly create: Access['create']; readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>(['memory:read']);
  const [days, setDays] = useState<string>('90');
  const [nameProblem, setNameProblem] = useState<string>();
  const isEverything = chosen.includes('admin');
  const make = (): void => {
    const checked = tokenNameSchema.safeParse(name);
    if (!checked.success) {
      setNameProblem('A name has 1 to 80 characters, on one line.');
      return;
    }
    const granted: Scope[] = isEverything ? ['admin'] : scopes.filter((scope) => chosen.includes(scope));
    create.mutate({ name: checked.data, scopes: granted, ...(days === '' ? {} : { expires_in_days: Number(days) }) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What the program is called. The activity log names it where it had something done."
          data-autofocus
          value={name}
          error={nameProblem}
          autoComplete="off"
          onChange={(event) => {
            setName(event.currentTarget.value);
            setNameProblem(undefined);
          }}
        />
        <Checkbox.Group label="What it may do" value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt={6}>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={scopeDescriptions[scope]}
                disabled={isEverything && scope !== 'admin'}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label="How long it holds"
          data={[...holdingTimes]}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        {create.isError && (
          <NoticeBox tone="problem" title="The token was not made" role="alert">
            <span>{problemOf(create.error).message}</span>
          </NoticeBox>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === '' || chosen.length === 0}>
            Make the token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TokenOnce({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const field = useRef<HTMLInputElement>(null);
  // The button that had the focus is gone with the form.
  useEffect(() => field.current?.focus(), []);
  return (
    <Stack gap="md">
      <Text>Give it to the program now: it is shown this one time, and Afterimage keeps only a fingerprint of it.</Text>
      <TextInput
        ref={field}
        className={classes.secret}
        aria-label="Token"
        readOnly
        value={secret}
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      {clipboard.error && (
        <Text size="sm" c="var(--color-problem)" role="alert">
          This window may not write to the clipboard. Select the token and copy it with the keyboard.
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => {
            clipboard.copy(secret);
            field.current?.select();
          }}
        >
          {clipboard.copied ? 'Copied' : 'Copy'}
        </Button>
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
