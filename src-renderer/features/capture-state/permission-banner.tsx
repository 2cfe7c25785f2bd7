import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { orpc } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { useCaptureStatus } from '../../lib/live.tsx';
import { noticeProblem } from '../../lib/notice.ts';
import { Strip } from '../../ui/strip.tsx';

/** Where the system does not let Afterimage see the screens: what to do, and the way to the right settings. */
export function PermissionBanner() {
  const status = useCaptureStatus();
  const canOpen = useAppInfo()?.capabilities.screenRecordingSettings === true;
  const open = useMutation(
    orpc.app.openScreenRecordingSettings.mutationOptions({
      onError: (error) => noticeProblem('The system settings could not be opened', error),
    }),
  );
  if (status?.state !== 'no_permission') return null;
  return (
    <Strip tone="problem" label="Permission">
      <Group gap="sm" justify="space-between">
        <span>
          <strong>Afterimage may not see your screens.</strong> Switch it on under “Screen Recording” in the privacy
          settings of the system. It is looked for again by itself.
        </span>
        {canOpen && (
          <Button size="compact-sm" variant="default" loading={open.isPending} onClick={() => open.mutate(undefined)}>
            Open system settings
          </Button>
        )}
      </Group>
    </Strip>
  );
}
