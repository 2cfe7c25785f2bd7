import { Badge, Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AccessToken } from '../../../src-shared/contract/access.ts';
import { useNow } from '../../lib/now.ts';
import { Ago } from '../../ui/ago.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './access.module.css';
import { endInWords, scopesInWords } from './access-words.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import type { Access } from './use-access.ts';

/** The tokens of programs: what each may do, when it was last used, and the way to end it. */
export function TokenSection({
  tokens,
  create,
  revoke,
}: {
  readonly tokens: readonly AccessToken[];
  readonly create: Access['create'];
  readonly revoke: Access['revoke'];
}) {
  const [isMaking, setMaking] = useState(false);
  const nowMs = useNow();
  const ask = (token: AccessToken): void => {
    modals.openConfirmModal({
      title: `Revoke “${token.name}”?`,
      children: <Text>Whatever uses this token is refused from now on. It cannot be given back, only made anew.</Text>,
      labels: { confirm: 'Revoke', cancel: 'Cancel' },
      onConfirm: () => revoke.mutate({ id: token.id }),
    });
  };
  return (
    <Section
      title="Tokens"
      description="One for each program, with as little as it needs."
      aside={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          New token
        </Button>
      }
    >
      {tokens.length === 0 ? (
        <Text c="dimmed">No program has a token.</Text>
      ) : (
        <ul className={classes.list} aria-label="Tokens">
          {tokens.map((token) => (
            <li key={token.id} className={classes.entry}>
              <div className={classes.text}>
                <Group gap="xs">
                  <span className={classes.name}>{token.name}</span>
                  {token.expires_at !== null && token.expires_at <= nowMs && <Badge>Ended</Badge>}
                </Group>
                <Text size="sm">{scopesInWords(token.scopes)}.</Text>
                <Text size="sm" c="dimmed">
                  Last used <Ago at={token.last_used_at} /> · made <Ago at={token.created_at} /> ·{' '}
                  {endInWords(token.expires_at, nowMs)}
                </Text>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={`Revoke “${token.name}”`}
                loading={revoke.isPending && revoke.variables?.id === token.id}
                onClick={() => ask(token)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isMaking && <NewTokenDialog create={create} onClose={() => setMaking(false)} />}
    </Section>
  );
}
