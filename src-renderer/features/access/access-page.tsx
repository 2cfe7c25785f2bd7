import { Stack } from '@mantine/core';
import { Page } from '../../ui/page.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { ApiSection } from './api-section.tsx';
import { LoginSection } from './login-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { TokenSection } from './token-section.tsx';
import { useAccess } from './use-access.ts';

/** What other programs on this machine may do, and how to stop them. */
export function AccessPage() {
  const { status, tokens, revoke, create, setPassword } = useAccess();
  return (
    <Page
      title="Access for other programs"
      description="Programs on this machine can ask and tell Afterimage things, if you let them. Nobody can from elsewhere."
    >
      {status.isError || tokens.isError ? (
        <ErrorState
          error={status.error ?? tokens.error}
          onRetry={() => {
            void status.refetch();
            void tokens.refetch();
          }}
        />
      ) : !status.data || !tokens.data ? (
        <LoadingState label="Reading who has access" />
      ) : (
        <Stack gap={48}>
          <ApiSection address={status.data.address} />
          <TokenSection tokens={tokens.data.items} create={create} revoke={revoke} />
          <PasswordSection isSet={status.data.passwordSet} setPassword={setPassword} />
          <LoginSection logins={status.data.logins} revoke={revoke} />
        </Stack>
      )}
    </Page>
  );
}
