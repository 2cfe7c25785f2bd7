import { Button, Text } from '@mantine/core';
import type { Login } from '../../../src-shared/contract/access.ts';
import { formatMinute, formatMoment, offsetHere } from '../../lib/format.ts';
import { Ago } from '../../ui/ago.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './access.module.css';
import type { Access } from './use-access.ts';

/** Who is logged in with the password. This window is not among them: it needs none. */
export function LoginSection({
  logins,
  revoke,
}: {
  readonly logins: readonly Login[];
  readonly revoke: Access['revoke'];
}) {
  return (
    <Section title="Log-ins" description="Who logged in with the password within the last hour.">
      {logins.length === 0 ? (
        <Text c="dimmed">Nobody is logged in.</Text>
      ) : (
        <ul className={classes.list} aria-label="Log-ins">
          {logins.map((login) => {
            const moment = formatMoment(login.created_at, offsetHere(login.created_at));
            const end = login.expires_at ?? login.created_at;
            return (
              <li key={login.id} className={classes.entry}>
                <div className={classes.text}>
                  <span className={classes.name}>{moment}</span>
                  <Text size="sm" c="dimmed">
                    Last used <Ago at={login.last_used_at} /> · ends at {formatMinute(end, offsetHere(end))}
                  </Text>
                </div>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`End the log-in of ${moment}`}
                  loading={revoke.isPending && revoke.variables?.id === login.id}
                  // Whoever is ended can log in again, so nothing is asked.
                  onClick={() => revoke.mutate({ id: login.id })}
                >
                  End
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
