import { useSyncExternalStore } from 'react';

/** Whether this browser shows notifications; `unavailable` where it has none at all. */
export type NotificationAccess = NotificationPermission | 'unavailable';

const listeners = new Set<() => void>();

function access(): NotificationAccess {
  return 'Notification' in window ? Notification.permission : 'unavailable';
}

/** What the person has told the browser about notifications. */
export function useNotificationAccess(): NotificationAccess {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, access);
}

/** Has the browser ask the person. Only on a click: a browser refuses, or worse, remembers, any other time. */
export async function askForNotifications(): Promise<void> {
  await Notification.requestPermission();
  for (const listener of listeners) listener();
}

/** Shows one; `onClick` also brings this window to the front. False where the browser would not after all. */
export function showWebNotification(
  notification: { readonly title: string; readonly body: string; readonly tag: string },
  onClick: () => void,
): boolean {
  try {
    const shown = new Notification(notification.title, { body: notification.body, tag: notification.tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onClick();
    };
    return true;
  } catch {
    // Some browsers have the class and want a service worker.
    return false;
  }
}
