import { type AppError, isAppError } from '../../src-shared/domain/app-error.ts';
import type { Preferences } from '../../src-shared/domain/preferences.ts';
import { type ApiHost, startApiHost } from '../api/http-host.ts';
import type { ReportProblem } from '../api/typed-errors.ts';
import type { OpenLibrary, Session } from '../core/session.ts';
import type { RunningInstances } from './running-instances.ts';

type Wanted = Pick<Preferences, 'apiEnabled' | 'apiPort'>;

/** Names the alert that waits while the API should answer and cannot. */
const alertKey = 'api.host';

export interface ApiSwitchOptions {
  readonly session: Session;
  readonly instances: RunningInstances;
  readonly report: ReportProblem;
}

/**
 * Answers other programs for as long as the settings of the open library say so, on the port that they say, and
 * follows them at once. Where the port cannot be had, an alert says so until it can, or until nobody wants it.
 */
export class ApiSwitch {
  readonly #options: ApiSwitchOptions;
  readonly #unsubscribe: () => void;
  #stands: Wanted | undefined;
  #stop: () => Promise<void> = async () => {};
  #closed = false;
  /** One change after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ApiSwitchOptions) {
    this.#options = options;
    this.#unsubscribe = options.session.live.subscribe((message) => {
      if (message.type === 'preferences-changed' || message.type === 'library-changed') this.#follow();
    });
    this.#follow();
  }

  /** Stops answering. The settings stay as they are. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    await this.#turn;
    await this.#stop();
  }

  #follow(): void {
    this.#turn = this.#turn
      .then(() => this.#adjust())
      .catch((error: unknown) => this.#options.report('Other programs are not answered as the settings say', error));
  }

  async #adjust(): Promise<void> {
    const library = this.#library();
    // While a library is being moved or is lost, what it said last holds.
    if (this.#closed || !library) return;
    const { apiEnabled, apiPort } = library.preferences.current();
    if (apiEnabled === this.#stands?.apiEnabled && apiPort === this.#stands.apiPort) return;
    await this.#stop();
    this.#stop = async () => {};
    this.#stands = { apiEnabled, apiPort };
    const problem = apiEnabled ? await this.#start(apiPort) : undefined;
    if (!problem) {
      await library.events.resolveByKey(alertKey);
      return;
    }
    await library.events.saveEvent({
      type: 'alert',
      severity: 'error',
      source: 'system',
      summary: `Other programs are not answered. ${problem.message}`,
      details: { code: problem.code, port: apiPort },
      foldKey: alertKey,
    });
  }

  /** Returns why it cannot. */
  async #start(port: number): Promise<AppError | undefined> {
    const { session, instances, report } = this.#options;
    const key = instances.createKey();
    let host: ApiHost;
    try {
      host = await startApiHost({ session, port, ownerKey: key, report });
    } catch (error) {
      if (isAppError(error)) return error;
      throw error;
    }
    const withdraw = await instances.announce(session, { port: host.port, key, window: false });
    this.#stop = async () => {
      await withdraw();
      await host.close();
    };
    return undefined;
  }

  #library(): OpenLibrary | undefined {
    try {
      return this.#options.session.library();
    } catch {
      return undefined;
    }
  }
}
