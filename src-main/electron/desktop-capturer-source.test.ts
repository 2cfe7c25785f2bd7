import type { SourcesOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { desktopCapturerCandidate } from './desktop-capturer-source.ts';
import { electronDisplay, picture } from './double/displays.fake.ts';
import { ElectronDouble } from './double/electron-double.fake.ts';

const left = electronDisplay({ id: 11, width: 8, height: 4 });
const right = electronDisplay({
  id: 12,
  width: 6,
  height: 3,
  bounds: { x: 8, y: 0, width: 6, height: 3 },
  nativeOrigin: { x: 8, y: 0 },
});

function setUp(change: { wayland?: boolean; granted?: boolean; platform?: NodeJS.Platform } = {}) {
  const double = new ElectronDouble({ displays: [right, left] });
  const asked: string[] = [];
  // Scales every screen to what is asked for, as Chromium does.
  double.capture = async ({ thumbnailSize = { width: 150, height: 150 } }: SourcesOptions) => {
    asked.push(`${thumbnailSize.width}x${thumbnailSize.height}`);
    return double.displays.map((display, index) =>
      picture(String(display.id), thumbnailSize, [10 * index + 1, 2, 3, 0]),
    );
  };
  const candidate = desktopCapturerCandidate({
    electron: double.module(),
    platform: change.platform ?? 'linux',
    permission: { granted: async () => change.granted ?? true },
    wayland: change.wayland ?? false,
  });
  return { double, asked, candidate, source: candidate.create() };
}

const patience = (): AbortSignal => AbortSignal.timeout(5_000);

describe('the displays', () => {
  it('come from left to right, in physical pixels, with ids that last', async () => {
    const { source, double } = setUp();
    const before = await source.listDisplays();
    expect(before.map(({ id, x, width, height, index }) => ({ id, x, width, height, index }))).toEqual([
      { id: 'electron-11', x: 0, width: 8, height: 4, index: 0 },
      { id: 'electron-12', x: 8, width: 6, height: 3, index: 1 },
    ]);
    double.displays = [right];
    expect((await source.listDisplays()).map((display) => display.id)).toEqual(['electron-12']);
  });

  it('are measured in physical pixels where the screen is scaled', async () => {
    const { source, double } = setUp({ platform: 'darwin' });
    double.displays = [electronDisplay({ id: 5, width: 4, height: 2, scaleFactor: 2 })];
    expect(await source.listDisplays()).toMatchObject([{ width: 8, height: 4, scale: 2 }]);
    const windows = setUp({ platform: 'win32' });
    expect(await windows.source.listDisplays()).toMatchObject([{ width: 16 }, { x: 16, width: 12 }]);
  });

  it('leave out a display whose id is not yet known', async () => {
    const { source, double } = setUp();
    double.displays = [electronDisplay({ id: -1, width: 8, height: 4 }), left];
    expect((await source.listDisplays()).map((display) => display.id)).toEqual(['electron-11']);
  });
});

describe('a picture', () => {
  it('is of its own display and of its exact size, red first and opaque', async () => {
    const { source, asked } = setUp();
    const [first, second] = await source.listDisplays();
    if (!first || !second) throw new Error('Two displays were expected.');
    const [one, two] = await Promise.all([source.grab(first, patience()), source.grab(second, patience())]);
    expect(one).toMatchObject({ width: 8, height: 4 });
    expect([...one.data.subarray(0, 4)]).toEqual([3, 2, 11, 255]);
    expect(two).toMatchObject({ width: 6, height: 3 });
    expect([...two.data.subarray(0, 4)]).toEqual([3, 2, 1, 255]);
    expect(asked).toEqual(['8x4', '6x3']);
  });

  it('shares one look with the other displays of its size, and never an old one', async () => {
    const { source, asked, double } = setUp();
    double.displays = [left, { ...right, size: left.size }];
    const [first, second] = await source.listDisplays();
    if (!first || !second) throw new Error('Two displays were expected.');
    await Promise.all([source.grab(first, patience()), source.grab(second, patience())]);
    expect(asked).toEqual(['8x4']);
    await source.grab(first, patience());
    expect(asked).toEqual(['8x4', '8x4']);
  });

  it.each([
    ['the capturer does not say whose it is', () => [picture('', { width: 8, height: 4 })], /which display/],
    ['it is of another display', () => [picture('99', { width: 8, height: 4 })], /no single picture/],
    [
      'there are two of it',
      () => [picture('11', { width: 8, height: 4 }), picture('11', { width: 8, height: 4 })],
      /no single picture/,
    ],
    ['it has another size', () => [picture('11', { width: 7, height: 4 })], /7 by 4 and not 8 by 4/],
    [
      'it is empty',
      () => [{ display_id: '11', thumbnail: { getSize: () => left.size, toBitmap: () => Buffer.alloc(0) } }],
      /not whole/,
    ],
  ])('is refused when %s', async (_name, pictures, message) => {
    const { source, double } = setUp();
    const [first] = await source.listDisplays();
    if (!first) throw new Error('A display was expected.');
    double.capture = async () => pictures();
    await expect(source.grab(first, patience())).rejects.toMatchObject({
      code: 'FRAME_REFUSED',
      message: expect.stringMatching(message),
    });
  });

  it('is refused when the display was turned or unplugged while it was taken', async () => {
    const { source, double } = setUp();
    const [first] = await source.listDisplays();
    if (!first) throw new Error('A display was expected.');
    const usual = double.capture;
    double.capture = async (options) => {
      double.displays = [{ ...left, rotation: 180 }];
      return usual(options);
    };
    await expect(source.grab(first, patience())).rejects.toMatchObject({ code: 'FRAME_REFUSED' });
    double.displays = [right];
    await expect(source.grab(first, patience())).rejects.toMatchObject({ code: 'NO_DISPLAY' });
  });

  it('that hangs is given up with the signal, and after a restart the next one comes', async () => {
    const { source, double } = setUp();
    const [first] = await source.listDisplays();
    if (!first) throw new Error('A display was expected.');
    const usual = double.capture;
    double.capture = () => new Promise(() => {});
    const stop = new AbortController();
    const hanging = source.grab(first, stop.signal);
    stop.abort(new Error('Too late.'));
    await expect(hanging).rejects.toThrow('Too late.');
    double.capture = usual;
    await source.restart();
    expect(await source.grab(first, patience())).toMatchObject({ width: 8, height: 4 });
  });
});

describe('the probe', () => {
  it('takes a real picture', async () => {
    const { candidate, asked } = setUp();
    expect(await candidate.probe()).toMatchObject({ usable: true });
    expect(asked).toEqual(['8x4']);
  });

  it('looks at nothing where the system would ask the person', async () => {
    for (const change of [{ wayland: true }, { granted: false }]) {
      const { candidate, asked } = setUp(change);
      expect(await candidate.probe()).toMatchObject({ usable: false });
      expect(asked).toEqual([]);
    }
  });

  it('says why it does not work', async () => {
    const { candidate, double } = setUp();
    double.capture = async () => [picture('', { width: 8, height: 4 })];
    const probe = await candidate.probe();
    expect(probe.usable).toBe(false);
    expect(probe.reason).toContain('which display');
    double.displays = [];
    expect(await candidate.probe()).toEqual({ usable: false, reason: 'Electron finds no display.' });
  });
});
