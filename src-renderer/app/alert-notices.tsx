import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ActivityEvent } from '../../src-shared/contract/events.ts';
import { alertsInOne, mostAlertsApart, titleOfAlert } from '../../src-shared/domain/alert-words.ts';
import { plainText } from '../../src-shared/domain/plain-text.ts';
import { client, orpc } from '../lib/api.ts';
import { useAppInfo } from '../lib/app-info.ts';
import { setWaitingCount } from '../lib/document-title.ts';
import { useLiveMessages, usePreferences } from '../lib/live.tsx';
import { showWebNotification, useNotificationAccess } from '../lib/web-notifications.ts';
import { ForeignText } from '../ui/foreign-text.tsx';

const toneBySeverity = { info: 'accent', warning: 'yellow', error: 'red', critical: 'red' } as const;

/** Tells of each new alert once, with a way to the activity log, and shows in the tab how many wait. */
export function AlertNotices() {
  const navigate = useNavigate();
  const openActivity = (): void => void navigate({ to: '/activity', search: { resolved: false } });
  const teller = useTeller();

  function notice(alert: ActivityEvent): void {
    notifications.show({
      id: alert.id,
      title: titleOfAlert(alert),
      message: <ForeignText text={alert.summary} />,
      color: toneBySeverity[alert.severity],
      role: 'alert',
      autoClose: alert.severity === 'critical' ? false : 10_000,
      style: { cursor: 'pointer' },
      onClick: () => {
        notifications.hide(alert.id);
        openActivity();
      },
    });
  }

  /** Whatever nobody was told of yet, whichever window or process asks first. */
  async function tellInBrowser(): Promise<void> {
    const { items } = await client.memory.events.claimUntold();
    const [first] = items;
    if (!first) return;
    const apart = items.map((alert) => ({
      alerts: [alert],
      notification: { title: titleOfAlert(alert), body: plainText(alert.summary), tag: alert.id },
    }));
    const together = [{ alerts: items, notification: { ...alertsInOne(items), tag: first.id } }];
    for (const { alerts, notification } of items.length > mostAlertsApart ? together : apart) {
      if (!showWebNotification(notification, openActivity))
        for (const alert of alerts.slice(-mostAlertsApart)) notice(alert);
    }
  }

  const tellSoon = (): void => {
    // Without a connection or a library there is nothing to be told of; the next message asks again.
    tellInBrowser().catch((error: unknown) => console.warn('No alert could be asked for.', error));
  };

  const latestTell = useRef(tellSoon);
  useEffect(() => {
    latestTell.current = tellSoon;
  });

  useLiveMessages(['hello', 'event-added', 'event-resolved', 'events-changed'], (message) => {
    if (message.type === 'event-resolved') {
      notifications.hide(message.event.id);
      return;
    }
    const isNewAlert = message.type === 'event-added' && !message.event.resolved;
    if (message.type === 'event-added' && !isNewAlert) return;
    if (teller === 'browser') tellSoon();
    else if (teller === 'window' && isNewAlert) notice(message.event);
  });
  // What came up before permission was given.
  useEffect(() => {
    if (teller === 'browser') latestTell.current();
  }, [teller]);

  const waiting = useQuery(orpc.memory.events.unresolvedCount.queryOptions({ retry: false })).data?.count ?? 0;
  useEffect(() => setWaitingCount(waiting), [waiting]);
  return null;
}

/** Who shows notifications: the desktop app itself, the browser, or this window in its corner. */
function useTeller(): 'desktop' | 'browser' | 'window' {
  const wanted = usePreferences()?.notifyAlerts === true;
  const onDesktop = useAppInfo()?.capabilities.notifications === true;
  const access = useNotificationAccess();
  if (!wanted) return 'window';
  if (onDesktop) return 'desktop';
  return access === 'granted' ? 'browser' : 'window';
}
