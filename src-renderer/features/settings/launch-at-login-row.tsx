import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../lib/api.ts';
import { problemOf } from '../../lib/problem.ts';
import { useBriefly } from '../../lib/use-briefly.ts';
import { SettingRow } from './setting-row.tsx';
import { savedShownMs } from './use-preference.ts';

export const launchAtLoginText = {
  label: 'Start when I log in',
  help: 'Starts Afterimage in the tray with your session. This shows what the system says, which you can change there too.',
} as const;

/** Launch at login, as the operating system says it is. Only shown where the host can do it. */
export function LaunchAtLoginRow() {
  const queries = useQueryClient();
  const saved = useBriefly(savedShownMs);
  const current = useQuery(orpc.app.launchAtLogin.queryOptions({ refetchOnWindowFocus: true, staleTime: 0 }));
  const change = useMutation(
    orpc.app.setLaunchAtLogin.mutationOptions({
      onSuccess: (state) => {
        queries.setQueryData(orpc.app.launchAtLogin.queryKey(), state);
        saved.raise();
      },
    }),
  );
  const error = change.error ?? current.error;
  return (
    <SettingRow
      controlId="setting-launchAtLogin"
      label={launchAtLoginText.label}
      help={launchAtLoginText.help}
      problem={error ? problemOf(error).message : undefined}
      saved={saved.up}
    >
      <Switch
        id="setting-launchAtLogin"
        size="md"
        checked={current.data?.enabled === true}
        disabled={!current.isSuccess || change.isPending}
        aria-describedby="setting-launchAtLogin-help"
        onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
      />
    </SettingRow>
  );
}
