import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { newPasswordSchema } from '../../../src-shared/contract/access.ts';
import { problemOf } from '../../lib/problem.ts';
import { Section } from '../../ui/section.tsx';
import classes from './access.module.css';
import type { Access } from './use-access.ts';

/** Sets or changes the password. Whoever sits at this window may, without knowing the old one. */
export function PasswordSection({
  isSet,
  setPassword,
}: {
  readonly isSet: boolean;
  readonly setPassword: Access['setPassword'];
}) {
  const [password, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<{ field: 'password' | 'again'; text: string }>();
  const fits = newPasswordSchema.safeParse(password).success;
  const clear = () => {
    setProblem(undefined);
    setPassword.reset();
  };
  const save = (): void => {
    if (!fits) setProblem({ field: 'password', text: 'A password has at least 8 and at most 1024 characters.' });
    else if (password !== again) setProblem({ field: 'again', text: 'This is not the same password.' });
    else {
      setPassword.mutate(
        { password },
        {
          onSuccess: () => {
            setTyped('');
            setAgain('');
          },
        },
      );
    }
  };
  const refused = setPassword.isError ? problemOf(setPassword.error).message : undefined;
  return (
    <Section
      title="Password"
      description={
        isSet
          ? 'A password is set. Programs log in with it for an hour at a time, and may then do everything.'
          : 'No password is set, so nobody can log in. Programs with a token do not need one.'
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          {/* Keeps password managers from guessing a name. */}
          <input type="text" name="username" value="owner" autoComplete="username" readOnly hidden />
          <PasswordInput
            label={isSet ? 'New password' : 'Password'}
            autoComplete="new-password"
            value={password}
            error={problem?.field === 'password' ? problem.text : refused}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              clear();
            }}
          />
          <PasswordInput
            label="The same again"
            autoComplete="new-password"
            value={again}
            error={problem?.field === 'again' ? problem.text : undefined}
            onChange={(event) => {
              setAgain(event.currentTarget.value);
              clear();
            }}
          />
          <Group gap="md">
            <Button type="submit" variant="default" disabled={password === ''} loading={setPassword.isPending}>
              {isSet ? 'Change the password' : 'Set the password'}
            </Button>
            {isSet && (
              <Text size="sm" c="dimmed">
                Ends all log-ins. Tokens go on.
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
