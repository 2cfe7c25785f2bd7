import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import type { LiveMessage } from '../../../src-shared/contract/live.ts';
import { alertsInOne, mostAlertsApart, titleOfAlert } from '../../../src-shared/domain/alert-words.ts';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import type { DesktopShell } from '../../ports/desktop-shell.ts';
import type { LiveBus } from '../live-bus.ts';
import type { EventLog } from './event-log.ts';
import type { PreferenceService } from './preference-service.ts';

export interface AlertTellerParts {
  readonly events: Pick<EventLog, 'claimUntold' | 'unresolvedCount'>;
  readonly preferences: Pick<PreferenceService, 'current'>;
  readonly live: LiveBus;
  readonly shell: Pick<DesktopShell, 'notify' | 'setBadge'>;
  readonly report: (summary: string, error: unknown) => void;
}

/**
 * Tells the person at the desktop of each alert once, whichever process wrote it and however often the app starts, and
 * shows how many wait. Where there is no desktop the window does it.
 */
export class AlertTeller {
  readonly #parts: AlertTellerParts;
  #unsubscribe: () => void = () => {};
  #work: Promise<void> = Promise.resolve();
  #isLookWaiting = false;
  #badge = 0;

  constructor(parts: AlertTellerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#unsubscribe = this.#parts.live.subscribe((message) => {
      if (mayChangeAlerts(message)) this.#lookSoon();
    });
    this.#lookSoon();
  }

  /** Waits for what is being told; of a library that is closed nothing waits. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#work;
    await this.#showBadge(0);
  }

  #lookSoon(): void {
    // A look that has not begun will see this too.
    if (this.#isLookWaiting) return;
    this.#isLookWaiting = true;
    this.#work = this.#work
      .then(() => this.#look())
      .catch((error: unknown) => this.#parts.report('A person could not be told of an alert', error));
  }

  async #look(): Promise<void> {
    this.#isLookWaiting = false;
    const { events, preferences } = this.#parts;
    await this.#showBadge(await events.unresolvedCount());
    if (preferences.current().notifyAlerts) await this.#tell(await events.claimUntold());
  }

  async #tell(alerts: readonly ActivityEvent[]): Promise<void> {
    const { shell } = this.#parts;
    if (alerts.length > mostAlertsApart) {
      await shell.notify(alertsInOne(alerts));
      return;
    }
    for (const alert of alerts) await shell.notify({ title: titleOfAlert(alert), body: plainText(alert.summary) });
  }

  async #showBadge(count: number): Promise<void> {
    if (count === this.#badge) return;
    this.#badge = count;
    await this.#parts.shell.setBadge(count);
  }
}

function mayChangeAlerts(message: LiveMessage): boolean {
  switch (message.type) {
    case 'event-added':
      return !message.event.resolved;
    case 'event-resolved':
    case 'events-changed':
    case 'preferences-changed':
      return true;
    default:
      return false;
  }
}
