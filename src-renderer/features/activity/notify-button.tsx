import { Button } from '@mantine/core';
import { IconBellPlus } from '@tabler/icons-react';
import { useAppInfo } from '../../lib/app-info.ts';
import { usePreferences } from '../../lib/live.tsx';
import { askForNotifications, useNotificationAccess } from '../../lib/web-notifications.ts';

/** Lets the browser ask for permission, where that is still to be asked. */
export function NotifyButton() {
  const wanted = usePreferences()?.notifyAlerts === true;
  const inBrowser = useAppInfo()?.capabilities.notifications === false;
  const access = useNotificationAccess();
  if (!wanted || !inBrowser || access !== 'default') return null;
  return (
    <Button variant="default" leftSection={<IconBellPlus size={16} />} onClick={() => void askForNotifications()}>
      Notify me
    </Button>
  );
}
