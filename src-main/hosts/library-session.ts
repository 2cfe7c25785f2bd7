import { isAbsolute, resolve } from 'node:path';
import type { AppInfo } from '../../src-shared/contract/app.ts';
import type { CaptureStatus } from '../../src-shared/contract/capture-control.ts';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import { AppError, isAppError } from '../../src-shared/domain/app-error.ts';
import { libraryMarkerExists, prepareLibraryFolder } from '../core/library/marker.ts';
import { moveLibraryFiles } from '../core/library/move.ts';
import type { LiveBus } from '../core/live-bus.ts';
import { AlertTeller } from '../core/memory/alert-teller.ts';
import type { OpenLibrary, Session } from '../core/session.ts';
import { unavailableCaptureStatus } from '../core/status/unavailable-capture.ts';
import { listBackups, restoreBackup } from '../db/backups.ts';
import { acquireCaptureLock, readHolder } from '../db/capture-lock.ts';
import { inspectRevision } from '../db/open.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import { isWritable, type LibraryParts, type OpenedLibrary } from './assemble-library.ts';
import { ForeignWrites } from './foreign-writes.ts';
import { type LibraryProblem, libraryProblemOf } from './library-problem.ts';
import { openLibrary } from './open-library.ts';

export interface LibrarySessionOptions {
  readonly appInfo: AppInfo;
  readonly shell: DesktopShell;
  readonly parts: LibraryParts;
  /** Notes a library that was opened; `chosen` when a person picked it in the window. */
  readonly remember: (path: string, chosen: boolean) => Promise<void>;
}

const watchIntervalMs = 1000;

/** A full disk that has got so much room again is tried again. */
const roomWorthATryBytes = 1024 * 1024;

/** One library at a time, whatever state it is in: open, not to be opened, or on its way to another folder. */
export class LibrarySession implements Session {
  readonly appInfo: AppInfo;
  readonly shell: DesktopShell;
  readonly live: LiveBus;
  readonly apiAddresses = new Set<string>();
  readonly #parts: LibraryParts;
  readonly #remember: (path: string, chosen: boolean) => Promise<void>;
  #path: string;
  #opened: OpenedLibrary | undefined;
  #problem: LibraryProblem | null = null;
  #moving = false;
  #since: number;
  #watchTimer: NodeJS.Timeout | undefined;
  #foreignWrites: ForeignWrites | undefined;
  #alertTeller: AlertTeller | undefined;
  #freeBytesWhenFull: number | undefined;
  #ended = false;
  /** Openings, moves and closings happen one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, options: LibrarySessionOptions) {
    this.#path = path;
    this.appInfo = options.appInfo;
    this.shell = options.shell;
    this.#parts = { ...options.parts, onLibraryChanged: () => this.#tellInTurn() };
    this.live = options.parts.live;
    this.#remember = options.remember;
    this.#since = options.parts.clock.now();
  }

  library(): OpenLibrary {
    if (this.#opened) return this.#opened;
    if (this.#moving) {
      throw new AppError('LIBRARY_UNAVAILABLE', 'The library is being moved. It opens again when that is done.');
    }
    throw new AppError('LIBRARY_UNAVAILABLE', this.#problem?.message ?? 'No library is open.', {
      details: { reason: this.#problem?.code ?? 'CLOSED' },
    });
  }

  /** The library with its composition inside, for the command line. Throws what opening threw. */
  openedOrProblem(): { opened: OpenedLibrary } | { problem: LibraryProblem } {
    if (this.#opened) return { opened: this.#opened };
    return { problem: this.#problem ?? libraryProblemOf(undefined, 0) };
  }

  captureStatus(): CaptureStatus {
    if (this.#opened) return this.#opened.capture.status();
    const message = this.#moving ? 'The library is being moved.' : (this.#problem?.message ?? 'No library is open.');
    return unavailableCaptureStatus(message, this.#since);
  }

  async libraryStatus(): Promise<LibraryStatus> {
    const opened = this.#opened;
    const backups = await (opened ? opened.database.backups() : listBackups(this.#path)).catch(() => []);
    const revision = opened
      ? opened.database.revision
      : await inspectRevision(this.#path).catch(() => ({ current: null, latest: '', pending: 0 }));
    const health = opened
      ? await opened.database.health()
      : { healthy: false, message: this.#problem?.message ?? 'The library is not open.' };
    return {
      state: opened ? 'open' : this.#moving ? 'moving' : 'unavailable',
      path: this.#path,
      problem: this.#moving ? null : this.#problem,
      health,
      revision: { ...revision },
      backups: [...backups],
      holder: await this.#holder(),
      disk: opened ? await opened.status.disk() : null,
    };
  }

  async #holder(): Promise<LibraryStatus['holder']> {
    if (this.#opened && !this.#opened.onlooker) {
      return { pid: process.pid, host: this.#parts.host, self: true };
    }
    const holder = await readHolder(this.#path).catch(() => null);
    return holder && { ...holder, self: holder.pid === process.pid };
  }

  /** Opens the library for the first time; what goes wrong becomes the problem that is shown. */
  open(create: boolean): Promise<LibraryStatus> {
    return this.#inTurn(async () => {
      await this.#openAt(this.#path, create, false).catch(() => {});
      this.#watch();
    });
  }

  retry(): Promise<LibraryStatus> {
    return this.#inTurn(async () => {
      await this.#close();
      await this.#openAt(this.#path, false, false).catch(() => {});
    });
  }

  restoreBackup(name: string): Promise<LibraryStatus> {
    return this.#inTurn(async () => {
      const access = await this.#opened?.access.state().catch(() => undefined);
      await this.#close();
      let setAside: { name: string | null } | undefined;
      try {
        // The database of another process that captures is not replaced under its feet.
        const lock = await acquireCaptureLock(this.#path, this.#parts.host);
        try {
          setAside = { name: await restoreBackup(this.#path, name, this.#parts.clock) };
        } finally {
          lock.release();
        }
      } finally {
        await this.#openAt(this.#path, false, false).catch(() => {});
        if (setAside) await this.#opened?.access.keepAfterRestore(access);
        if (setAside)
          await this.#note(`The database was restored from the backup ${name}.`, { name, setAside: setAside.name });
      }
    });
  }

  openLibrary(wanted: string): Promise<LibraryStatus> {
    return this.#inTurn(async () => {
      const path = wholePath(wanted);
      const before = this.#path;
      const wasOpen = this.#opened !== undefined;
      await prepareLibraryFolder(path, { create: true });
      await this.#close();
      try {
        await this.#openAt(path, true, true);
        await this.#note(`The library at ${path} was opened.`, { path, before });
      } catch (error) {
        // A library that worked is not given up for one that does not open.
        if (wasOpen) await this.#openAt(before, false, false).catch(() => {});
        throw error;
      }
    });
  }

  moveLibrary(wanted: string): Promise<LibraryStatus> {
    return this.#inTurn(async () => {
      const path = wholePath(wanted);
      const from = this.#path;
      this.library();
      this.#moving = true;
      let target = from;
      try {
        await this.#close();
        await this.#tell();
        // Another process that captures here would lose its folder: it must end first.
        (await acquireCaptureLock(from, this.#parts.host)).release();
        await moveLibraryFiles(from, path, () => {});
        target = path;
      } finally {
        // Until it is open again it is still being moved, to whoever asks.
        await this.#openAt(target, false, target !== from).catch(() => {});
        if (target !== from) await this.#note(`The library was moved from ${from} to ${target}.`, { from, to: target });
        this.#moving = false;
      }
    });
  }

  close(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#watchTimer);
    const closed = this.#queue.then(() => this.#close());
    this.#queue = closed.catch(() => {});
    return closed;
  }

  #inTurn(work: () => Promise<void>): Promise<LibraryStatus> {
    const turn = this.#queue.then(async () => {
      if (this.#ended) throw new AppError('LIBRARY_UNAVAILABLE', 'Afterimage is shutting down.');
      try {
        await work();
      } catch (error) {
        // What failed may have closed and opened the library on its way: the windows must know how it stands now.
        await this.#tell();
        throw error;
      }
      return this.#tell();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #openAt(path: string, create: boolean, chosen: boolean): Promise<void> {
    this.#path = path;
    this.#since = this.#parts.clock.now();
    try {
      this.#opened = await openLibrary(path, create, this.#parts);
      const { refusal } = this.#opened;
      // Open, and yet not as it should be: a library that can only be read says so. A holder is no problem.
      this.#problem = refusal && refusal.code !== 'LIBRARY_BUSY' ? libraryProblemOf(refusal, 0) : null;
      this.#foreignWrites = new ForeignWrites(this.#opened, this.live);
      this.#tellAlerts(this.#opened);
      this.#freeBytesWhenFull = undefined;
    } catch (error) {
      if (!isAppError(error)) this.#parts.report('The library could not be opened', error);
      const backups = await listBackups(path).catch(() => []);
      this.#problem = libraryProblemOf(error, backups.length);
      throw error;
    }
    await this.#remember(path, chosen).catch((error: unknown) =>
      this.#parts.report('The path of the library could not be remembered', error),
    );
  }

  /** What a person did to the library, written into its own log. */
  async #note(summary: string, details: Record<string, unknown>): Promise<void> {
    try {
      await this.#opened?.events.saveEvent({ type: 'action', severity: 'info', source: 'user', summary, details });
    } catch (error) {
      this.#parts.report('What was done to the library could not be written into its activity log', error);
    }
  }

  /** Where it cannot be written down that a person was told, each start would tell again. */
  #tellAlerts({ events, preferences, database, refusal }: OpenedLibrary): void {
    const { live, shell } = this;
    if (!shell.capabilities.notifications || !isWritable(database, refusal)) return;
    this.#alertTeller = new AlertTeller({ events, preferences, live, shell, report: this.#parts.report });
    this.#alertTeller.start();
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    try {
      await this.#alertTeller?.stop();
      this.#alertTeller = undefined;
      await opened?.close();
    } catch (error) {
      this.#parts.report('The library did not close cleanly', error);
    }
  }

  #tellInTurn(): void {
    this.#tell().catch((error: unknown) => this.#parts.report('The windows could not be told of a change', error));
  }

  async #tell(): Promise<LibraryStatus> {
    const library = await this.libraryStatus();
    this.live.publish({ type: 'library-changed', library });
    this.live.publish({ type: 'capture-status', status: this.captureStatus() });
    return library;
  }

  #watch(): void {
    if (this.#ended) return;
    this.#watchTimer = setTimeout(() => {
      this.#look()
        .catch((error: unknown) => this.#parts.report('The library could not be looked after', error))
        .finally(() => this.#watch());
    }, watchIntervalMs);
    this.#watchTimer.unref();
  }

  /** Once a second: is the folder still there, or there again, and what did another process write? */
  async #look(): Promise<void> {
    if (this.#moving) return;
    const opened = this.#opened;
    const there = await libraryMarkerExists(this.#path);
    if (opened !== this.#opened) return;
    if (!opened) {
      if (there && this.#problem?.code === 'LIBRARY_MISSING') await this.retry();
      return;
    }
    if (!there) {
      await this.#inTurn(() => this.#lose(opened));
      return;
    }
    await this.#foreignWrites?.look();
    if (!opened.onlooker) return;
    await opened.onlooker.refresh();
    // Nobody captures any more: this process wanted to from the start.
    if (opened.refusal?.code === 'LIBRARY_BUSY' && opened.onlooker.holder === null) await this.retry();
    if (opened.refusal?.code === 'DISK_FULL' && (await this.#hasRoomAgain(opened))) await this.retry();
  }

  /** Whether the disk has more room than when the library was opened on it full. */
  async #hasRoomAgain(opened: OpenedLibrary): Promise<boolean> {
    const freeBytes = (await opened.status.disk())?.freeBytes;
    if (freeBytes === undefined) return false;
    this.#freeBytesWhenFull ??= Math.min(freeBytes, roomWorthATryBytes);
    return freeBytes > this.#freeBytesWhenFull + roomWorthATryBytes;
  }

  async #lose(opened: OpenedLibrary): Promise<void> {
    if (this.#opened !== opened) return;
    // Said before it closes, which takes a while: whoever asks meanwhile is told why nothing is open.
    this.#problem = libraryProblemOf(
      new AppError(
        'LIBRARY_MISSING',
        `The library at ${this.#path} is gone: connect its drive again, or put the folder back where it was.`,
      ),
      0,
    );
    this.#since = this.#parts.clock.now();
    await this.#close();
  }
}

/** A path from a window has no working folder to be relative to. */
function wholePath(path: string): string {
  if (!isAbsolute(path)) {
    throw new AppError('BAD_INPUT', 'Give the whole path of the folder, from the root or the drive on.', {
      details: { path },
    });
  }
  return resolve(path);
}
