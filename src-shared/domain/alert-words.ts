import { plainText } from './plain-text.ts';
import type { EventSeverity } from './vocabulary.ts';

const titles: Readonly<Record<EventSeverity, string>> = {
  info: 'Alert',
  warning: 'Warning',
  error: 'Problem',
  critical: 'Serious problem',
};

/** So many new alerts are told one by one; more, as after a long time, are told together. */
export const mostAlertsApart = 3;

/** What a notification of this alert is headed. */
export function titleOfAlert({ severity }: { readonly severity: EventSeverity }): string {
  return titles[severity];
}

/** Many alerts as one notification, with the newest in full. They are given oldest first. */
export function alertsInOne(alerts: readonly { readonly summary: string }[]): { title: string; body: string } {
  return { title: `${alerts.length} new alerts`, body: plainText(alerts.at(-1)?.summary ?? '') };
}
