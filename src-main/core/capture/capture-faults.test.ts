import { afterEach, describe, expect, it } from 'vitest';
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
    expect(alerts[0]).toMatchObject({ resolved: true, resolved_by: 'system' });
    expect(openGaps()).toEqual([]);
  });

  it('goes on in the alert that a killed run left open, and ends it', async () => {
    const first = await startHarness();
    const { records, clock } = first;
    for (const display of first.source.displays) first.source.behaviour.set(display.id, 'fails');
    await clock.advance(20_000);
    const killed = first.service.stop();
    await clock.advance(60_000);
    await killed;
    const alerts = () => records.eventRows.filter((event) => event.type === 'alert');
    expect(alerts()).toMatchObject([{ resolved: false, occurrences: 1 }]);

    const second = await startHarness({ records, clock, start: false });
    second.source.behaviour.set('left', 'fails').set('middle', 'fails');
    await second.service.start();
    await clock.advance(20_000);
    const stopped = second.service.stop();
    await clock.advance(60_000);
    await stopped;
    expect(alerts()).toMatchObject([{ resolved: false, occurrences: 2 }]);

    // The cause is gone before this run has seen it.
    harness = await startHarness({ records, clock });
    await intervals(2);
    expect(alerts()).toMatchObject([{ resolved: true, resolved_by: 'system' }]);
    expect(harness.summaries().filter((summary) => summary.startsWith('No longer stalled'))).toHaveLength(1);
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

describe('a source whose screens are gone', () => {
  it('is never replaced by the demo, and is taken again when they are back', async () => {
    const { fakeDisplay, ScriptedSource } = await import('../../ports/screen-source.fake.ts');
    const demo = new ScriptedSource([fakeDisplay('demo-1', 0)], 'demo', true);
    let usable = true;
    harness = await startHarness({
      candidates: (source) => [
        {
          name: 'native',
          create: () => source,
          probe: async () => ({ usable, reason: usable ? 'Fine.' : 'No screen.' }),
        },
        demo.candidate(),
      ],
    });
    await intervals(1);
    harness.source.listProblem = new Error('the connection is broken');
    usable = false;
    await intervals(10);
    expect(harness.service.status()).toMatchObject({ state: 'no_display', recording: false, source: null });
    expect(demo.grabs).toBe(0);
    harness.source.listProblem = null;
    usable = true;
    await intervals(3);
    expect(harness.service.status()).toMatchObject({ state: 'capturing', source: { name: 'native' } });
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

describe('sources', () => {
  it('runs the demo where nothing else works, says why, and switches when something does', async () => {
    const { fakeDisplay, ScriptedSource } = await import('../../ports/screen-source.fake.ts');
    const demo = new ScriptedSource([fakeDisplay('demo-1', 0)], 'demo', true);
    let usable = false;
    harness = await startHarness({
      candidates: (source) => [
        {
          name: 'native',
          merit: 'It reads the screens.',
          create: () => source,
          probe: async () => ({ usable, reason: usable ? 'It works now.' : 'There is no screen.' }),
        },
        demo.candidate(),
      ],
    });
    expect(harness.service.status().source).toMatchObject({ name: 'demo', demo: true });
    expect(harness.service.status().source?.reason).toBe(
      'No screen can be captured here, so pictures are drawn to show how Afterimage works.',
    );
    const chosen = harness.records.eventRows.find((event) => event.summary.startsWith('The screen source is demo.'));
    expect(chosen?.details).toEqual({ source: 'demo', refusals: ['There is no screen.'] });
    usable = true;
    await intervals(14);
    expect(harness.service.status().source).toMatchObject({
      name: 'native',
      demo: false,
      reason: 'It reads the screens.',
    });
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

describe('what comes and goes', () => {
  it('is counted in one line an hour: a loose cable, an excluded window', async () => {
    harness = await startHarness({ preferences: { excludedApps: ['vault'] } });
    const { displays } = harness.source;
    for (let times = 0; times < 5; times += 1) {
      harness.source.displays = displays.slice(0, 1);
      await intervals(2);
      harness.source.displays = displays;
      await intervals(2);
    }
    for (let times = 0; times < 5; times += 1) {
      harness.surroundings.window = { appName: 'Vault', windowTitle: '' };
      await intervals(2);
      harness.surroundings.window = { appName: 'Editor', windowTitle: '' };
      await intervals(2);
    }
    const counts = harness.records.eventRows.map((event) => [event.occurrences, event.summary.split('. ')[0]]);
    expect(counts.filter(([occurrences]) => occurrences !== 1)).toEqual([
      [5, expect.stringContaining('was unplugged')],
      [5, expect.stringContaining('was plugged in')],
      [5, expect.stringContaining('never')],
      [5, expect.stringContaining('Recording')],
    ]);
  });
});
