import { Code, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { preferenceDefinitions } from '../../../src-shared/domain/preferences.ts';
import { client, orpc } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { Section } from '../../ui/section.tsx';

/** Whether and where programs reach the API. What is served to a browser always answers; the desktop app has a switch. */
export function ApiSection({ address }: { readonly address: string | null }) {
  const app = useAppInfo();
  return (
    <Section title="API" description="On this machine only, and nobody is answered without a token or a log-in.">
      <Stack gap="sm">
        {app?.host === 'electron' && <ApiSwitch />}
        {address === null ? (
          <Text c="dimmed">Programs are not answered now.</Text>
        ) : (
          <Text>
            Programs reach it at <Code>{address}</Code>
            {app?.host === 'serve' && ', for as long as “afterimage serve” runs'}.
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function ApiSwitch() {
  const queries = useQueryClient();
  const preferences = useQuery(orpc.preferences.get.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const change = useMutation({
    mutationFn: (value: boolean) => client.preferences.set({ key: 'apiEnabled', value }),
    onSuccess: (changed) => queries.setQueryData(orpc.preferences.get.queryKey(), changed),
    onError: (error) => noticeProblem('This was not changed', error),
  });
  return (
    <Switch
      label={preferenceDefinitions.apiEnabled.label}
      checked={preferences.data?.apiEnabled === true}
      disabled={!preferences.data || change.isPending}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  );
}
