import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { demoCandidate } from '../adapters/screen/demo-source.ts';
import { createSystemClock } from '../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../db/open.ts';
import type { ScreenSourceCandidate } from '../ports/screen-source.ts';
import {
  type DesktopAppSetUp,
  type DesktopAppUnderTest,
  endAppUnderTest,
  startAppUnderTest,
} from './double/desktop-app.fake.ts';

let app: DesktopAppUnderTest | undefined;

async function start(setUp?: DesktopAppSetUp): Promise<DesktopAppUnderTest> {
  app = await startAppUnderTest(setUp);
  return app;
}

/** Agrees to capture, every second from the demo. */
const capturing: DesktopAppSetUp = { override: { enabled: true, intervalSeconds: 1, source: 'demo' } };

/** Waits for the first message of the core that fits. */
function told(from: DesktopAppUnderTest, fits: (message: LiveMessage) => boolean): Promise<LiveMessage> {
  const session = from.session();
  if (!session) throw new Error('There is no session.');
  return new Promise((resolve) => {
    const stop = session.live.subscribe((message) => {
      if (!fits(message)) return;
      stop();
      resolve(message);
    });
  });
}

async function untilRecording(from: DesktopAppUnderTest): Promise<void> {
  if (from.session()?.library().capture.status().recording) return;
  await told(from, (message) => message.type === 'capture-status' && message.status.recording);
}

/** Waits until the tray shows this picture. It is set in the same turn in which the core tells of the change. */
async function untilTray(from: DesktopAppUnderTest, icon: string): Promise<void> {
  await vi.waitFor(() => expect(path.basename(from.double.tray().image)).toBe(`${icon}.png`), 5_000);
}

afterEach(async () => {
  await endAppUnderTest(app);
  app = undefined;
  vi.unstubAllEnvs();
});

describe('the start', () => {
  it('shows one window at our own origin, locked down, and a tray icon', async () => {
    const { double, session } = await start();
    expect(double.windows).toHaveLength(1);
    expect(double.window().loaded).toEqual(['afterimage://app/']);
    expect(double.window().visible).toBe(true);
    expect(double.window().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(double.app.sandboxed).toBe(true);
    expect(double.trays).toHaveLength(1);
    expect(session()?.appInfo).toMatchObject({ host: 'electron', capabilities: { quit: true, launchAtLogin: true } });
    expect(await session()?.libraryStatus()).toMatchObject({ state: 'open', holder: { host: 'electron', self: true } });
  });

  it('stays in the tray when the system starts it at login', async () => {
    const { double } = await start({
      argv: ['afterimage', '--hidden'],
      prepare: async (libraryPath) => {
        // The usual library of whoever runs this stays out of it, wherever the system puts that.
        for (const name of ['XDG_DATA_HOME', 'HOME', 'LOCALAPPDATA']) vi.stubEnv(name, path.dirname(libraryPath));
      },
    });
    expect(double.windows).toHaveLength(0);
    double.tray().choose('Open Afterimage');
    expect(double.window().loaded).toEqual(['afterimage://app/']);
  });

  it('hands over to the instance that runs already and never opens the library', async () => {
    const second = await start({ firstInstance: false });
    expect(second.started).toBe(false);
    expect(second.openedSessions()).toBe(0);
    expect(second.double.windows).toHaveLength(0);
    expect(second.double.trays).toHaveLength(0);
    expect(second.double.app.hasQuit).toBe(true);
    await expect(readFile(path.join(second.libraryPath, 'afterimage.db'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('comes to the front when a second instance was started', async () => {
    const { double, openedSessions } = await start();
    double.window().minimized = true;
    double.app.emit('second-instance', {}, [], '');
    expect(double.windows).toHaveLength(1);
    expect(double.window()).toMatchObject({ minimized: false, visible: true, focusCount: 1 });
    expect(openedSessions()).toBe(1);
  });

  it('opens its window also where the library cannot be opened, says so, and quits with the window', async () => {
    const { double, session } = await start({
      prepare: async (libraryPath) => {
        await mkdir(libraryPath, { recursive: true });
        await writeFile(path.join(libraryPath, 'holiday.txt'), 'something else');
      },
    });
    expect(double.window().visible).toBe(true);
    expect(path.basename(double.tray().image)).toBe('problem.png');
    expect(await session()?.libraryStatus()).toMatchObject({
      state: 'unavailable',
      problem: { code: 'LIBRARY_NOT_EMPTY' },
    });
    const gone = new Promise((resolve) => double.app.once('quit', resolve));
    double.closeWindow();
    await gone;
  });

  it('shows a window that cannot load its page, and one whose process dies loads it again', async () => {
    const { double, reported } = await start();
    const window = double.window();
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(window.loaded).toHaveLength(2);
    for (let crash = 0; crash < 10; crash++) {
      window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    }
    expect(window.loaded).toHaveLength(4);
    expect(reported).toHaveLength(11);
  });
});

describe('the tray', () => {
  it('follows capture from off through recording and pause, by the actions of its menu', async () => {
    const running = await start({ override: { source: 'demo', intervalSeconds: 1 } });
    const { double } = running;
    await untilTray(running, 'off');
    double.tray().choose('Capture my screens');
    expect(running.session()?.library().capture.status().enabled, 'nobody has agreed yet').toBe(false);

    await running.connect().capture.consent({ given: true });
    await running.connect().preferences.set({ key: 'source', value: 'demo' });
    await untilTray(running, 'demo');
    expect(double.tray().tooltip).toContain('not your screens');
    expect(double.tray().item('Capture my screens')).toMatchObject({ checked: true });

    double.tray().choose('For 1 hour');
    await untilTray(running, 'paused');
    expect(double.tray().tooltip).toMatch(/Paused until \d/);
    expect(running.session()?.library().preferences.current().pausedUntil).toBeGreaterThan(Date.now());
    double.tray().choose('Resume');
    await untilTray(running, 'demo');
    double.tray().choose('Until I resume');
    await vi.waitFor(() => expect(double.tray().tooltip).toBe('Afterimage: Paused until you resume'), 5_000);
    double.tray().choose('Capture my screens');
    await untilTray(running, 'off');
    expect(running.session()?.library().preferences.current().captureEnabled).toBe(false);
  });

  it('captures now', async () => {
    const running = await start({ override: { enabled: true, source: 'demo', intervalSeconds: 3_600 } });
    await untilRecording(running);
    const { items } = await running.connect().captures.list({});
    const before = running.session()?.library().capture.status().ticks.taken ?? 0;
    running.double.tray().choose('Capture now');
    await vi.waitFor(() => expect(running.session()?.library().capture.status().ticks.taken).toBe(before + 1), 5_000);
    expect(items.length).toBeGreaterThan(0);
  });

  it('leads to the settings, in the open window or in a new one', async () => {
    const { double } = await start();
    double.tray().choose('Settings…');
    expect(double.windows).toHaveLength(1);
    expect(double.window().loaded.at(-1)).toBe('afterimage://app/settings');
    double.closeWindow();
    double.tray().emit('click');
    expect(double.windows).toHaveLength(2);
  });

  it('shows asleep and locked as waiting, and goes on afterwards', async () => {
    const running = await start({ ...capturing, platform: 'win32' });
    await untilTray(running, 'demo');
    const { powerMonitor } = running.double;
    powerMonitor.emit('suspend');
    await untilTray(running, 'waiting');
    expect(running.session()?.library().capture.status()).toMatchObject({ state: 'asleep', recording: false });
    powerMonitor.emit('resume');
    await untilTray(running, 'demo');
    powerMonitor.emit('lock-screen');
    await untilTray(running, 'waiting');
    expect(running.session()?.library().capture.status().state).toBe('locked');
    powerMonitor.emit('unlock-screen');
    await untilTray(running, 'demo');
  });

  it('sets its menu only when it changes', async () => {
    const running = await start(capturing);
    await untilTray(running, 'demo');
    const menus = running.double.tray().menusSet;
    await told(running, (message) => message.type === 'capture-status');
    await told(running, (message) => message.type === 'capture-status');
    expect(running.double.tray().menusSet).toBe(menus);
  });

  it('says what was wrong when an action fails', async () => {
    const running = await start({ override: { enabled: true, source: 'demo', intervalSeconds: 3_600 } });
    await untilRecording(running);
    // Closed behind the tray's back, as when the drive goes away between two looks at it.
    await running.session()?.close();
    running.double.tray().choose('Capture now');
    await vi.waitFor(() => expect(running.double.messages).toHaveLength(1), 5_000);
  });
});

describe('closing and quitting', () => {
  it('keeps capturing in the tray when the window is closed', async () => {
    const running = await start(capturing);
    await untilRecording(running);
    running.double.closeWindow();
    expect(running.double.app.quitRequests).toBe(0);
    await told(running, (message) => message.type === 'capture-stored' || message.type === 'capture-held');
    running.double.app.emit('activate', {}, false);
    expect(running.double.windows).toHaveLength(2);
  });

  it('quits with its window where the person wants that', async () => {
    const running = await start();
    await running.connect().preferences.set({ key: 'closeToTray', value: false });
    const gone = new Promise((resolve) => running.double.app.once('quit', resolve));
    running.double.closeWindow();
    await gone;
    expect(running.double.tray().destroyed).toBe(true);
  });

  it('quits from the window and from the tray', async () => {
    const running = await start();
    const gone = new Promise((resolve) => running.double.app.once('quit', resolve));
    expect(await running.connect().app.quit()).toEqual({ quitting: true });
    await gone;
    expect(running.double.windows.every((window) => window.destroyed)).toBe(true);
    await endAppUnderTest(app);

    const again = await start();
    const goneAgain = new Promise((resolve) => again.double.app.once('quit', resolve));
    again.double.tray().choose('Quit Afterimage');
    await goneAgain;
  });

  it('quits in good order when the computer is shut down, and only once however often it is told', async () => {
    const running = await start(capturing);
    await untilRecording(running);
    const gone = new Promise<boolean>((resolve) => running.double.app.once('quit', () => resolve(isClosed(running))));
    running.double.powerMonitor.emit('shutdown');
    running.double.window().emit('session-end');
    running.double.app.quit();
    expect(await gone, 'the library is closed when the process ends').toBe(true);
    expect(running.reported).toEqual([]);
  });

  it('finishes the write in flight: every row has its whole file afterwards', async () => {
    let quit: (() => void) | undefined;
    // The pixels have been grabbed, and encoding and writing begin, when the app is told to quit.
    const candidate: ScreenSourceCandidate = {
      ...demoCandidate,
      create: () => {
        const source = demoCandidate.create();
        const grab = source.grab.bind(source);
        source.grab = async (display, signal) => {
          const frame = await grab(display, signal);
          setImmediate(() => quit?.());
          return frame;
        };
        return source;
      },
    };
    // What lies on the disk when the process ends, and not what this one still writes afterwards.
    let left = '';
    const gone = Promise.withResolvers<void>();
    const running = await start({
      ...capturing,
      extraCandidates: [candidate],
      prepare: async (libraryPath, double) => {
        left = path.join(libraryPath, '..', 'left');
        quit = () => double.app.quit();
        double.app.once('quit', () => {
          cpSync(libraryPath, left, { recursive: true });
          gone.resolve();
        });
      },
    });
    await gone.promise;
    expect(running.reported).toEqual([]);

    const database = await openLibraryDatabase({
      libraryPath: left,
      mode: 'read-only',
      migrate: false,
      clock: createSystemClock(),
    });
    try {
      const { items } = await database.captures.page({ order: 'oldest', limit: 100 });
      expect(items.length, 'the tick that was under way is not lost').toBeGreaterThanOrEqual(2);
      for (const capture of items) await expectWhole(left, capture);
      expect(await database.gaps.stillOpen()).toEqual([]);
      expect(await database.integrity()).toMatchObject({ ok: true });
    } finally {
      await database.close();
    }
  });
});

function isClosed(running: DesktopAppUnderTest): boolean {
  try {
    running.session()?.library();
    return false;
  } catch {
    return true;
  }
}

async function expectWhole(libraryPath: string, capture: Capture): Promise<void> {
  const bytes = await readFile(path.join(libraryPath, capture.filepath));
  expect(bytes.byteLength).toBe(capture.fileSize);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(capture.sha256);
}
