import type { ElectronModule } from './electron-module.ts';

export interface QuitOptions {
  readonly app: Pick<ElectronModule['app'], 'on' | 'quit'>;
  /** Stops capturing, lets the write in flight finish, closes the database. Called once. */
  readonly close: () => Promise<void>;
  readonly report: (problem: unknown) => void;
  /** After this long a close that hangs is given up: what is on the disk is whole at any moment. */
  readonly deadlineMs?: number;
}

/** Holds every quit back until the library is closed. */
export class OrderlyQuit {
  readonly #options: QuitOptions;
  #state: 'running' | 'closing' | 'closed' = 'running';

  constructor(options: QuitOptions) {
    this.#options = options;
    options.app.on('before-quit', (event) => {
      if (this.#state === 'closed') return;
      event.preventDefault();
      if (this.#state === 'running') void this.#close();
    });
  }

  /** True from the first wish to quit on. */
  quitting(): boolean {
    return this.#state !== 'running';
  }

  async #close(): Promise<void> {
    this.#state = 'closing';
    const { app, close, report, deadlineMs = 20_000 } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), deadlineMs);
    });
    try {
      const outcome = await Promise.race([close().then(() => 'closed' as const), deadline]);
      if (outcome === 'late')
        report(new Error(`The library was not closed within ${deadlineMs} ms; quitting all the same.`));
    } catch (error) {
      report(error);
    } finally {
      clearTimeout(timer);
    }
    this.#state = 'closed';
    app.quit();
  }
}
