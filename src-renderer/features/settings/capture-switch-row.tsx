import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { preferenceDefinitions } from '../../../src-shared/domain/preferences.ts';
import { client, orpc } from '../../lib/api.ts';
import { useCaptureStatus } from '../../lib/live.tsx';
import { problemOf } from '../../lib/problem.ts';
import { useBriefly } from '../../lib/use-briefly.ts';
import { SettingRow } from './setting-row.tsx';
import { savedShownMs } from './use-preference.ts';

/**
 * The switch of capture itself. It asks the capture engine, not the list of preferences: switching on needs consent, and
 * what counts is what the engine says it does.
 */
export function CaptureSwitchRow() {
  const queries = useQueryClient();
  const saved = useBriefly(savedShownMs);
  const status = useCaptureStatus();
  const { label, help } = preferenceDefinitions.captureEnabled;
  const change = useMutation({
    mutationFn: (enabled: boolean) => client.capture.setEnabled({ enabled }),
    onSuccess: (next) => {
      queries.setQueryData(orpc.capture.status.queryKey(), next);
      saved.raise();
    },
  });
  const consented = status?.consentGiven === true;
  return (
    <SettingRow
      controlId="setting-captureEnabled"
      label={label}
      help={
        consented ? help : `${help} Choose “Set up capture” at the top first: nothing is captured before you agreed.`
      }
      problem={change.isError ? problemOf(change.error).message : undefined}
      saved={saved.up}
    >
      <Switch
        id="setting-captureEnabled"
        size="md"
        checked={status?.enabled === true}
        disabled={!consented || change.isPending}
        aria-describedby="setting-captureEnabled-help"
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </SettingRow>
  );
}
