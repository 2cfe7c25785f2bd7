import { afterEach, describe, expect, it } from 'vitest';
import { settle } from '../../ports/clock.fake.ts';
import { type Harness, startHarness } from './capture-harness.fake.ts';

let harness: Harness;
afterEach(async () => {
  harness.storage.hang = false;
  const stopped = harness.service.stop();
  await harness.clock.advance(60_000);
  await stopped;
});

const intervals = (count: number) => harness.clock.advance(count * 5_000);
const openGaps = () => harness.records.gapRows.filter((gap) => gap.endedAt === null).map((gap) => gap.reason);
const gapReasons = () => harness.records.gapRows.map((gap) => `${gap.displayId ?? 'all'}: ${gap.reason}`);
const state = () => harness.service.status().state;

describe('a tick', () => {
  it('stores every display once, holds what did not change, and gives the captures of a tick one group', async () => {
    harness = await startHarness();
    await intervals(3);
    expect(harness.records.rows.map((row) => row.displayId).sort()).toEqual(['left', 'middle']);
    expect(new Set(harness.records.rows.map((row) => row.groupId)).size).toBe(1);
    expect(harness.records.rows.every((row) => row.endedAt - row.capturedAt === 15_000)).toBe(true);
    expect(harness.files.size).toBe(2);
    harness.source.content.set('middle', 9);
    await intervals(1);
    expect(harness.records.rows.map((row) => row.displayId).slice(2)).toEqual(['middle']);
    expect(harness.service.status()).toMatchObject({ state: 'capturing', recording: true });
    expect(harness.service.status().ticks).toEqual({ taken: 5, late: 0, stored: 3, held: 7, gaps: 0 });
  });

  it('does not store a picture again that was discarded while its screen stays as it is, and shows it nowhere', async () => {
    harness = await startHarness();
    await intervals(1);
    const held: string[] = [];
    harness.live.subscribe((message) => void (message.type === 'capture-held' && held.push(message.id)));
    const [left, middle] = ['left', 'middle'].map(
      (displayId) => harness.records.rows.find((row) => row.displayId === displayId)?.id ?? '',
    );
    const shown = () => {
      const displays = harness.service.status().displays.filter((each) => each.display.id === 'left');
      return displays.map(({ health, lastOutcome, lastCaptureId }) => ({ health, lastOutcome, lastCaptureId }));
    };
    harness.records.discarded.add(left ?? '');
    await intervals(2);
    expect(harness.records.rows).toHaveLength(2);
    expect(held).toEqual([middle, middle]);
    expect(shown()).toEqual([{ health: 'ok', lastOutcome: 'held', lastCaptureId: null }]);
    expect(openGaps()).toEqual([]);
    // Taken back: it was on the screen all the time.
    harness.records.discarded.clear();
    await intervals(1);
    expect(held.slice(2).sort()).toEqual([left, middle].sort());
    expect(shown()).toEqual([{ health: 'ok', lastOutcome: 'held', lastCaptureId: left }]);
  });

  it('signs what it stores from the pixels in memory, and tells the windows nothing of it', async () => {
    harness = await startHarness();
    const told: object[] = [];
    harness.live.subscribe((message) => void (message.type === 'capture-stored' && told.push(message.capture)));
    harness.source.content.set('left', 7);
    harness.source.content.set('middle', 9);
    await intervals(1);
    expect([...harness.records.signatures.keys()].sort()).toEqual(harness.records.rows.map((row) => row.id).sort());
    for (const { perceptualHash } of harness.records.signatures.values()) expect(perceptualHash.length).toBe(32);
    expect(told.length).toBe(2);
    for (const capture of told) expect(capture).not.toHaveProperty('signature');
  });

  it.each([
    ['fails', 'grab_failed'],
    ['empty', 'refused_empty'],
    ['wrong size', 'refused_size'],
    [{ sameAs: 'left' }, null],
  ] as const)('refuses a picture that %s and files the other display', async (behaviour, reason) => {
    harness = await startHarness({ displays: 3 });
    if (reason === null) {
      // Equal pixels need equal sizes.
      harness.source.displays = harness.source.displays.map((display) => ({ ...display, width: 16 }));
    }
    harness.source.behaviour.set('middle', behaviour);
    const before = harness.records.rows.length;
    const result = await harness.service.now();
    const outcomes = Object.fromEntries(result.displays.map((entry) => [entry.displayId, entry.gapReason]));
    if (reason) expect(outcomes).toEqual({ left: null, middle: reason, right: null });
    else {
      expect(outcomes).toEqual({ left: 'refused_same_pixels', middle: 'refused_same_pixels', right: null });
      expect(harness.records.rows.slice(before).map((row) => row.displayId)).toEqual(['right']);
    }
  });

  it('files the same pixels for outputs that mirror each other', async () => {
    harness = await startHarness({ start: false });
    const [left, middle] = harness.source.displays;
    if (!left || !middle) throw new Error('The harness has two displays.');
    harness.source.displays = [left, { ...middle, x: left.x, width: left.width }];
    harness.source.behaviour.set('middle', { sameAs: 'left' });
    const result = await harness.service.now();
    expect(result.displays.map((entry) => entry.outcome)).toEqual(['stored', 'stored']);
  });

  it('never files a picture of a layout that changed during the grab', async () => {
    harness = await startHarness();
    harness.source.onGrab = (display) => {
      if (display.id === 'left') {
        harness.source.displays = harness.source.displays.map((one) =>
          one.id === 'middle' ? { ...one, x: 900 } : one,
        );
      }
    };
    harness.source.content.set('left', 5).set('middle', 5);
    const result = await harness.service.now();
    expect(result.displays.map((entry) => [entry.displayId, entry.outcome, entry.gapReason])).toEqual([
      ['left', 'stored', null],
      ['middle', 'gap', 'grab_failed'],
    ]);
    harness.source.onGrab = () => {};
    await intervals(1);
    expect(harness.records.rows.at(-1)).toMatchObject({ displayId: 'middle', displayX: 900 });
  });

  it('notes an unplugged display, keeps its id on return, and counts nothing for it meanwhile', async () => {
    harness = await startHarness();
    const [left, middle] = harness.source.displays;
    if (!left || !middle) throw new Error('The harness has two displays.');
    harness.source.displays = [left];
    await intervals(2);
    expect(gapReasons()).toEqual(['middle: display_unplugged']);
    expect(harness.service.status().displays.find((entry) => entry.display.id === 'middle')).toMatchObject({
      connected: false,
      health: 'disconnected',
    });
    harness.source.displays = [left, middle];
    await intervals(1);
    expect(openGaps()).toEqual([]);
    expect(harness.summaries()).toContain('middle was unplugged.');
    expect(harness.summaries()).toContain('middle was plugged in.');
  });

  it('drops pictures when a pause is pressed while they are taken', async () => {
    harness = await startHarness();
    harness.source.content.set('left', 7);
    const before = harness.records.rows.length;
    let paused: Promise<unknown> | undefined;
    harness.source.onGrab = () => {
      paused ??= harness.service.pause('resumed');
    };
    await expect(harness.service.now()).rejects.toMatchObject({ code: 'CONFLICT' });
    await paused;
    expect(harness.records.rows).toHaveLength(before);
  });

  it('stores an unchanged screen again when the refresh is due, and applies new settings at the next tick', async () => {
    harness = await startHarness({ preferences: { heldRefreshMinutes: 1 } });
    await harness.clock.advance(65_000);
    expect(harness.records.rows).toHaveLength(4);
    await harness.preferences.set('format', 'png');
    harness.source.content.set('left', 3);
    await intervals(1);
    expect(harness.records.rows.at(-1)).toMatchObject({ mimeType: 'image/png' });
    expect(harness.records.rows.at(-1)?.filepath).toMatch(/\.png$/);
  });
});

describe('privacy', () => {
  it('does not capture while an excluded window has the focus, nor when that cannot be known', async () => {
    harness = await startHarness({ preferences: { excludedApps: ['vault'] } });
    await settle();
    expect(state()).toBe('capturing');
    const grabs = harness.source.grabs;
    harness.surroundings.window = { appName: 'KeyVault', windowTitle: 'secrets' };
    await intervals(3);
    expect(state()).toBe('excluded');
    expect(harness.source.grabs).toBe(grabs);
    harness.surroundings.window = undefined;
    await intervals(3);
    expect(harness.service.status()).toMatchObject({ state: 'excluded', recording: false });
    expect(harness.service.status().message).toContain('cannot be told');
    harness.surroundings.window = { appName: 'Editor', windowTitle: 'notes' };
    await intervals(2);
    expect(state()).toBe('capturing');
  });

  it('drops the pictures when an excluded window took the focus during the grab', async () => {
    harness = await startHarness({ preferences: { excludedTitles: ['private'] } });
    const before = harness.records.rows.length;
    harness.source.content.set('left', 6);
    harness.source.onGrab = () => {
      harness.surroundings.window = { appName: 'Browser', windowTitle: 'Private window' };
    };
    await intervals(1);
    expect(harness.records.rows).toHaveLength(before);
    expect(state()).toBe('excluded');
  });

  it('stores program and title only where the person wants them', async () => {
    harness = await startHarness();
    expect(harness.records.rows[0]).toMatchObject({ appName: 'Editor', windowTitle: 'notes.txt' });
    await harness.preferences.set('recordWindowTitles', false);
    harness.source.content.set('left', 2);
    await intervals(1);
    expect(harness.records.rows.at(-1)).toMatchObject({ appName: null, windowTitle: null });
  });
});
