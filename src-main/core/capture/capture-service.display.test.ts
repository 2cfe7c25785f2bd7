import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { VirtualDisplays } from '../../../e2e/displays/virtual-displays.ts';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { screenSourceCandidates } from '../../adapters/screen/candidates.ts';
import { createDisk } from '../../adapters/system/disk.ts';
import { createPermission } from '../../adapters/system/permission.ts';
import { createPower } from '../../adapters/system/power.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { prepareLibraryFolder } from '../library/marker.ts';
import { LibraryStorage } from '../library/storage.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { PreferenceService } from '../memory/preference-service.ts';
import { CaptureService } from './capture-service.ts';

// Child processes of a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const missing = ['Xorg', 'xrandr', 'import', 'xsetroot'].filter((command) => {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
const runs = process.platform === 'linux' && missing.length === 0;
if (!runs) console.warn(`Skipped: capture of real screens, because there is no ${missing.join(', ') || 'X11'} here.`);

describe.skipIf(!runs).each(['native', 'screenshot-desktop'] as const)('capturing real screens with %s', (source) => {
  let displays: VirtualDisplays;
  let libraryPath: string;
  let database: LibraryDatabase;
  let service: CaptureService;
  const before = process.env.DISPLAY;

  beforeAll(async () => {
    displays = await VirtualDisplays.start();
    process.env.DISPLAY = displays.display;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.DISPLAY;
    else process.env.DISPLAY = before;
    await displays?.stop();
  });
  beforeEach(async () => {
    libraryPath = await mkdtemp(join(tmpdir(), 'afterimage-capture-'));
    await prepareLibraryFolder(libraryPath, { create: true });
    const clock = createSystemClock();
    database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: true, clock });
    const live = new LiveBus();
    service = new CaptureService({
      captures: database.captures,
      gaps: database.gaps,
      events: new EventLog(database.events, live, clock),
      preferences: await PreferenceService.load(database.preferences, live, clock),
      storage: new LibraryStorage(libraryPath),
      live,
      clock,
      codec: createSharpCodec(),
      candidates: screenSourceCandidates(),
      activeWindow: { current: async () => undefined },
      power: createPower(),
      disk: createDisk(),
      permission: createPermission(),
      override: { enabled: true, intervalSeconds: 3_600, source },
    });
  });
  afterEach(async () => {
    await service.stop();
    await database.close();
    await rm(libraryPath, { recursive: true, force: true });
  });

  const paint = (colour: string) => execFileSync('xsetroot', ['-solid', colour], { env: displays.environment() });
  const tick = async () => {
    const result = await service.now();
    return Object.fromEntries(result.displays.map((entry) => [entry.displayId, entry.outcome]));
  };
  const rows = async () => (await database.captures.page({ order: 'oldest', limit: 100 })).items;

  it('stores three displays of different sizes, holds them, and stores what changed', async () => {
    paint('#203040');
    expect(await tick()).toEqual({ DUMMY0: 'stored', DUMMY1: 'stored', DUMMY2: 'stored' });
    expect(await tick()).toEqual({ DUMMY0: 'held', DUMMY1: 'held', DUMMY2: 'held' });
    paint('#405060');
    expect(await tick()).toEqual({ DUMMY0: 'stored', DUMMY1: 'stored', DUMMY2: 'stored' });
    const stored = await rows();
    expect(
      stored
        .slice(0, 3)
        .map((row) => [row.displayId, row.width, row.height, row.displayX])
        .sort(),
    ).toEqual(displays.monitors().map((monitor) => [monitor.name, monitor.width, monitor.height, monitor.x]));
    expect(new Set(stored.map((row) => row.groupId)).size).toBe(2);
    for (const row of stored) expect((await stat(join(libraryPath, row.filepath))).size).toBe(row.fileSize);
  });

  it('loses nothing when a display is unplugged, comes back, is resized and turned', async () => {
    await tick();
    const plan = displays.monitor('DUMMY1');
    await displays.unplug('DUMMY1');
    expect(await tick()).toEqual({ DUMMY0: 'held', DUMMY2: 'held' });
    expect((await database.gaps.between(0, Date.now())).map((gap) => [gap.displayId, gap.reason])).toEqual([
      ['DUMMY1', 'display_unplugged'],
    ]);
    await displays.plug(plan);
    expect((await tick()).DUMMY1).toBe('stored');
    await displays.resize('DUMMY1', 1152, 864);
    expect((await tick()).DUMMY1).toBe('stored');
    await displays.rotate('DUMMY1');
    expect((await tick()).DUMMY1).toBe('stored');
    await displays.plug(plan);
    const sizes = (await rows()).filter((row) => row.displayId === 'DUMMY1').map((row) => [row.width, row.height]);
    expect(sizes).toEqual([
      [1280, 1024],
      [1280, 1024],
      [1152, 864],
      [864, 1152],
    ]);
    expect((await database.gaps.between(0, Date.now())).every((gap) => gap.endedAt !== null)).toBe(true);
  });
});
