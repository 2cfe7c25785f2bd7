import { afterEach, describe, expect, it } from 'vitest';
import { settle } from '../../ports/clock.fake.ts';
import { diskFull, type Harness, libraryMissing, startHarness } from './capture-harness.fake.ts';

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

describe('stalls', () => {
  it('turns the state, restarts the source and raises one alert; frames end it', async () => {
    harness = await startHarness();
    for (const display of harness.source.displays) harness.source.behaviour.set(display.id, 'fails');
    await intervals(2.9);
    expect(state()).toBe('capturing');
    await intervals(0.3);
    expect(harness.service.status()).toMatchObject({ state: 'stalled', recording: false });
    expect(harness.source.restarts).toBe(1);
    await intervals(10);
    const alerts = harness.records.eventRows.filter((event) => event.type === 'alert');
    expect(alerts).toHaveLength(1);
    harness.source.behaviour.clear();
    await intervals(1);
    expect(state()).toBe('capturing');
    expect(alerts[0]).toMatchObject({ resolved: true, resolvedBy: 'system' });
    expect(openGaps()).toEqual([]);
  });

  it('is not blocked by a grab that hangs for ever', async () => {
    harness = await startHarness();
    harness.source.behaviour.set('left', 'hangs');
    await intervals(8);
    const left = harness.service.status().displays.find((entry) => entry.display.id === 'left');
    expect(left).toMatchObject({ health: 'stalled', lastGapReason: 'grab_timeout' });
    expect(harness.service.status()).toMatchObject({ state: 'capturing', recording: true });
    expect(harness.service.status().ticks.late).toBeGreaterThan(0);
    const alerts = harness.records.eventRows.filter((event) => event.type === 'alert');
    expect(alerts.map((event) => event.node)).toEqual(['left']);
    harness.source.behaviour.clear();
    await intervals(3);
    expect(alerts[0]).toMatchObject({ resolved: true });
  });

  it('says so even while a write hangs', async () => {
    harness = await startHarness();
    harness.storage.hang = true;
    harness.source.content.set('left', 8);
    await intervals(5);
    expect(harness.service.status()).toMatchObject({ state: 'stalled', recording: false });
    expect(openGaps()).toEqual(['stalled']);
  });

  it('looks for another source after a second restart in vain, but never for the demo', async () => {
    const { ScriptedSource } = await import('../../ports/screen-source.fake.ts');
    const demo = new ScriptedSource([], 'demo', true);
    let second: InstanceType<typeof ScriptedSource> | undefined;
    harness = await startHarness({
      candidates: (source) => {
        second = new ScriptedSource(source.displays, 'screenshot-desktop');
        return [source.candidate(), second.candidate(), demo.candidate()];
      },
    });
    for (const display of harness.source.displays) harness.source.behaviour.set(display.id, 'fails');
    await intervals(12);
    expect(harness.service.status().source).toMatchObject({ name: 'screenshot-desktop', demo: false });
    expect(state()).toBe('capturing');
    expect(harness.source.disposed).toBe(true);
  });
});

describe('failing writes', () => {
  it('calls a full disk a full disk, once, and goes on when there is room', async () => {
    harness = await startHarness();
    harness.storage.problem = diskFull();
    harness.source.content.set('left', 4);
    await intervals(20);
    expect(harness.service.status()).toMatchObject({ state: 'disk_floor', recording: false });
    expect(harness.service.status().message).toContain('The disk is full');
    expect(harness.records.eventRows.filter((event) => event.type === 'alert')).toHaveLength(1);
    harness.storage.problem = null;
    harness.surroundings.diskSpace = { ...harness.surroundings.diskSpace, freeBytes: 501e9 };
    await intervals(3);
    expect(harness.service.status()).toMatchObject({ state: 'capturing', recording: true });
  });

  it('stops below the floor and starts again only clearly above it', async () => {
    harness = await startHarness();
    const totalBytes = 1_000e9;
    harness.surroundings.diskSpace = { freeBytes: 4.9e9, totalBytes };
    await intervals(1);
    expect(state()).toBe('disk_floor');
    harness.surroundings.diskSpace = { freeBytes: 5.2e9, totalBytes };
    await intervals(2);
    expect(state()).toBe('disk_floor');
    harness.surroundings.diskSpace = { freeBytes: 5.6e9, totalBytes };
    await intervals(2);
    expect(state()).toBe('capturing');
  });

  it('notices that the library vanished and that it is back', async () => {
    harness = await startHarness();
    harness.storage.problem = libraryMissing();
    harness.surroundings.libraryPresent = false;
    harness.source.content.set('left', 4);
    await intervals(2);
    expect(harness.service.status()).toMatchObject({ state: 'library_unavailable', recording: false });
    await expect(harness.service.now()).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
    harness.storage.problem = null;
    harness.surroundings.libraryPresent = true;
    await intervals(3);
    expect(state()).toBe('capturing');
  });

  it('leaves no file behind whose row could not be written', async () => {
    harness = await startHarness();
    harness.records.insertProblem = new Error('the database is locked');
    harness.source.content.set('left', 4);
    const files = harness.files.size;
    await intervals(1);
    expect(harness.files.size).toBe(files);
    expect(gapReasons()).toContain('left: store_failed');
    harness.records.insertProblem = null;
    await intervals(1);
    expect(harness.files.size).toBe(files + 1);
  });
});

describe('consent, switches and pauses', () => {
  it('looks at nothing before consent', async () => {
    harness = await startHarness({ preferences: { consentGivenAt: null, captureEnabled: false } });
    await intervals(5);
    expect(harness.source.grabs).toBe(0);
    expect(state()).toBe('off');
    await expect(harness.service.now()).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(harness.service.setEnabled(true)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await harness.service.consent(true);
    await intervals(1);
    expect(harness.service.status()).toMatchObject({ state: 'capturing', recording: true, consentGiven: true });
    await harness.service.consent(false);
    expect(state()).toBe('off');
  });

  it('takes the command line asking for capture as consent, without storing it', async () => {
    harness = await startHarness({
      preferences: { consentGivenAt: null, captureEnabled: false },
      override: { enabled: true, intervalSeconds: 1 },
    });
    await harness.clock.advance(3_000);
    expect(harness.service.status()).toMatchObject({ recording: true, consentGiven: true, intervalSeconds: 1 });
    expect(harness.preferences.current().consentGivenAt).toBeNull();
  });

  it('ends a pause by itself at its time, with one gap that starts when it was pressed', async () => {
    harness = await startHarness();
    await intervals(1.5);
    const pausedAt = harness.clock.now();
    await harness.service.pause('15m');
    await harness.clock.advance(14 * 60_000);
    expect(state()).toBe('paused');
    await expect(harness.service.now()).rejects.toMatchObject({ code: 'CONFLICT' });
    await harness.clock.advance(2 * 60_000);
    expect(state()).toBe('capturing');
    const [gap] = harness.records.gapRows;
    expect(harness.records.gapRows).toHaveLength(1);
    expect(gap).toMatchObject({ reason: 'paused', startedAt: pausedAt, displayId: null });
    expect((gap?.endedAt ?? 0) - pausedAt).toBe(15 * 60_000);
    expect(harness.summaries().at(-1)).toBe('Recording 2 displays. Before that, for 15 min: paused.');
  });

  it('is still paused after a restart', async () => {
    harness = await startHarness();
    await harness.service.pause('1h');
    await harness.service.stop();
    const { clock, records } = harness;
    await clock.advance(10 * 60_000);
    harness = await startHarness({ clock, records });
    await intervals(2);
    expect(state()).toBe('paused');
    await clock.advance(51 * 60_000);
    expect(state()).toBe('capturing');
  });
});

describe('power', () => {
  it('takes exactly one capture after a wake', async () => {
    harness = await startHarness();
    harness.surroundings.tell('suspend');
    expect(state()).toBe('asleep');
    const before = harness.service.status().ticks.taken;
    harness.clock.freeze(3_600_000);
    harness.surroundings.tell('resume');
    await harness.clock.advance(100);
    expect(harness.service.status().ticks.taken).toBe(before + 1);
    expect(harness.service.status().ticks.late).toBe(0);
    expect(state()).toBe('capturing');
    await intervals(1);
    expect(harness.service.status().ticks.taken).toBe(before + 2);
  });

  it('counts what a held-up process missed and does not make up for it', async () => {
    harness = await startHarness();
    const before = harness.service.status().ticks.taken;
    harness.clock.freeze(72_000);
    await harness.clock.advance(100);
    expect(harness.service.status().ticks.taken).toBe(before + 1);
    expect(harness.service.status().ticks.late).toBeGreaterThanOrEqual(11);
    expect(gapReasons()).toContain('all: stalled');
  });

  it('is locked while locked, idle while nobody is there', async () => {
    harness = await startHarness({ preferences: { idleAfterMinutes: 5 } });
    harness.surroundings.tell('lock');
    expect(state()).toBe('locked');
    harness.surroundings.tell('unlock');
    await intervals(1);
    expect(state()).toBe('capturing');
    harness.surroundings.idleForSeconds = 301;
    await intervals(1);
    expect(state()).toBe('idle');
    harness.surroundings.idleForSeconds = 0;
    await intervals(1);
    expect(state()).toBe('capturing');
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

describe('sources', () => {
  it('runs the demo where nothing else works, says why, and switches when something does', async () => {
    const { fakeDisplay, ScriptedSource } = await import('../../ports/screen-source.fake.ts');
    const demo = new ScriptedSource([fakeDisplay('demo-1', 0)], 'demo', true);
    let usable = false;
    harness = await startHarness({
      candidates: (source) => [
        {
          name: 'native',
          create: () => source,
          probe: async () => ({ usable, reason: usable ? 'It works now.' : 'There is no screen.' }),
        },
        demo.candidate(),
      ],
    });
    expect(harness.service.status().source).toMatchObject({ name: 'demo', demo: true });
    expect(harness.service.status().source?.reason).toContain('There is no screen.');
    usable = true;
    await intervals(14);
    expect(harness.service.status().source).toMatchObject({ name: 'native', demo: false });
    expect(state()).toBe('capturing');
  });

  it('does not replace a source that was asked for by name', async () => {
    harness = await startHarness({
      preferences: { source: 'native' },
      candidates: (source) => [source.candidate(false)],
    });
    await intervals(2);
    expect(harness.service.status()).toMatchObject({ state: 'no_display', source: null });
    expect(harness.service.status().message).toContain('does not work here');
    await expect(harness.service.now()).rejects.toMatchObject({ code: 'NO_DISPLAY' });
  });

  it('takes the word of the system that it may not see the screens, and of the source that it may again', async () => {
    harness = await startHarness();
    for (const display of harness.source.displays) harness.source.behaviour.set(display.id, 'denied');
    await intervals(4);
    expect(state()).toBe('no_permission');
    expect(harness.records.eventRows.filter((event) => event.type === 'alert')).toHaveLength(1);
    harness.source.behaviour.clear();
    await intervals(3);
    expect(state()).toBe('capturing');
  });
});
