import { Code, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Preferences, preferenceDefinitions } from '../../../src-shared/domain/preferences.ts';
import { client, orpc } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { Section } from '../../ui/section.tsx';

/** Whether and where programs reach the API. What is served to a browser always answers; the desktop app has a switch. */
export function ApiSection() {
  const app = useAppInfo();
  return (
    <Section title="API" description="On this machine only, and nobody is answered without a token or a log-in.">
      {app?.host === 'electron' ? (
        <ApiSwitch />
      ) : (
        <Text>
          Programs reach it at <Code>{`${window.location.origin}/api`}</Code> for as long as “afterimage serve” runs.
        </Text>
      )}
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
  const { label } = preferenceDefinitions.apiEnabled;
  return (
    <Stack gap="xs">
      <Switch
        label={label}
        checked={preferences.data?.apiEnabled === true}
        disabled={!preferences.data || change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {preferences.data?.apiEnabled && <Address {...preferences.data} />}
    </Stack>
  );
}

function Address({ apiPort }: Pick<Preferences, 'apiPort'>) {
  if (apiPort !== 0) {
    return (
      <Text>
        Programs reach it at <Code>{`http://127.0.0.1:${apiPort}/api`}</Code>.
      </Text>
    );
  }
  return (
    <Text>
      Programs find its address in a file beside the configuration: the port is another one at each start, unless the
      settings fix it.
    </Text>
  );
}
