import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useLiveMessages } from '../lib/live.tsx';

const toneBySeverity = { info: 'accent', warning: 'yellow', error: 'red', critical: 'red' } as const;
const titleBySeverity = { info: 'Alert', warning: 'Warning', error: 'Problem', critical: 'Serious problem' } as const;

/** Shows each new alert once, in a corner, with a way to the activity log. */
export function AlertNotices() {
  const navigate = useNavigate();
  useLiveMessages(['event-added', 'event-resolved'], (message) => {
    const { event } = message;
    if (message.type === 'event-resolved') {
      notifications.hide(event.id);
      return;
    }
    if (event.type !== 'alert' || event.resolved) return;
    notifications.show({
      id: event.id,
      title: titleBySeverity[event.severity],
      message: event.summary,
      color: toneBySeverity[event.severity],
      role: 'alert',
      autoClose: event.severity === 'critical' ? false : 10_000,
      style: { cursor: 'pointer' },
      onClick: () => {
        notifications.hide(event.id);
        void navigate({ to: '/activity', search: { resolved: false } });
      },
    });
  });
  return null;
}
