import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VirtualDisplays } from '../../../e2e/displays/virtual-displays.ts';
import type { Display } from '../../../src-shared/contract/capture-control.ts';
import type { ScreenSource } from '../../ports/screen-source.ts';
import { screenSourceCandidates } from './candidates.ts';

// Child processes of a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

/** Why the tests below cannot run on this machine; null where they can. */
function missing(): string | null {
  if (process.platform !== 'linux') return 'X11 exists on Linux only';
  for (const command of ['Xorg', 'xrandr', 'import', 'xsetroot']) {
    try {
      execFileSync('which', [command], { stdio: 'ignore' });
    } catch {
      return `the command ${command} is missing`;
    }
  }
  return null;
}

const reason = missing();
if (reason) console.warn(`Skipped: real screens, because ${reason}.`);

describe.skipIf(reason !== null)('on a real X server with three displays', () => {
  let displays: VirtualDisplays;
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

  const sourceNamed = (name: string): ScreenSource => {
    const candidate = screenSourceCandidates().find((one) => one.name === name);
    if (!candidate) throw new Error(`There is no source ${name}.`);
    return candidate.create();
  };
  const grabAll = (source: ScreenSource, listed: readonly Display[]) =>
    Promise.all(listed.map((display) => source.grab(display, AbortSignal.timeout(10_000))));
  const paint = (colour: string) => execFileSync('xsetroot', ['-solid', colour], { env: displays.environment() });

  it.each(['native', 'screenshot-desktop'])('%s says that it works', async (name) => {
    const candidate = screenSourceCandidates().find((one) => one.name === name);
    expect(await candidate?.probe()).toMatchObject({ usable: true });
  });

  it('both sources list the same ids and geometry, and read the same pixels', async () => {
    execFileSync('xsetroot', ['-mod', '5', '7', '-fg', '#aa3311', '-bg', '#115577'], { env: displays.environment() });
    const native = sourceNamed('native');
    const commands = sourceNamed('screenshot-desktop');
    const listed = await native.listDisplays();
    expect(await commands.listDisplays()).toEqual(listed);
    expect(listed.map(({ id, x, y, width, height }) => ({ name: id, x, y, width, height }))).toEqual(
      displays.monitors(),
    );
    const [ours, theirs] = await Promise.all([grabAll(native, listed), grabAll(commands, listed)]);
    for (const [index, frame] of ours.entries()) {
      expect([frame.width, frame.height]).toEqual([listed[index]?.width, listed[index]?.height]);
      expect(Buffer.compare(frame.data, theirs[index]?.data ?? new Uint8Array())).toBe(0);
    }
  });

  it.each(['native', 'screenshot-desktop'])('%s reads colours in the order red, green, blue, alpha', async (name) => {
    paint('#0a64c8');
    const source = sourceNamed(name);
    const [frame] = await grabAll(source, (await source.listDisplays()).slice(0, 1));
    expect([...(frame?.data.subarray(0, 4) ?? [])]).toEqual([10, 100, 200, 255]);
  });

  it.each(['native', 'screenshot-desktop'])(
    '%s keeps the id of a display through unplug, replug, move, resize and turning',
    async (name) => {
      const source = sourceNamed(name);
      const idOf = async () => (await source.listDisplays()).map((display) => display.id);
      expect(await idOf()).toEqual(['DUMMY0', 'DUMMY1', 'DUMMY2']);
      const plan = displays.monitor('DUMMY1');
      await displays.unplug('DUMMY1');
      expect((await idOf()).sort()).toEqual(['DUMMY0', 'DUMMY2']);
      await displays.plug(plan);
      expect((await idOf()).sort()).toEqual(['DUMMY0', 'DUMMY1', 'DUMMY2']);
      await displays.rotate('DUMMY1');
      const turned = (await source.listDisplays()).find((display) => display.id === 'DUMMY1');
      expect(turned).toMatchObject({ width: plan.height, height: plan.width });
      const [frame] = turned ? await grabAll(source, [turned]) : [];
      expect(frame?.data.byteLength).toBe(plan.height * plan.width * 4);
      await displays.plug(plan);
    },
  );

  it('says of a display that is gone that it is gone', async () => {
    const source = sourceNamed('native');
    const [first] = await source.listDisplays();
    if (!first) throw new Error('The X server has displays.');
    await expect(source.grab({ ...first, id: 'DUMMY9' }, AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: 'NO_DISPLAY',
    });
  });
});

describe('where no screen can be had', () => {
  it('only the demo works, and each other source says why it does not', async () => {
    const before = process.env.DISPLAY;
    process.env.DISPLAY = ':4711';
    try {
      const probes = await Promise.all(screenSourceCandidates().map((candidate) => candidate.probe()));
      if (process.platform === 'linux') expect(probes.map((probe) => probe.usable)).toEqual([false, false, true]);
      for (const probe of probes) expect(probe.reason).toMatch(/\w.*\.$/);
    } finally {
      if (before === undefined) delete process.env.DISPLAY;
      else process.env.DISPLAY = before;
    }
  });
});
