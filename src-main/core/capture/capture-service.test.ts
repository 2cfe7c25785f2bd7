import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './capture-harness.fake.ts';

let harness: Harness;
afterEach(async () => {
  harness.storage.hang = false;
  const stopped = harness.service.stop();
  await harness.clock.advance(60_000);
  await stopped;
});

const intervals = (count: number) => harness.clock.advance(count * 5_000);
const _openGaps = () => harness.records.gapRows.filter((gap) => gap.endedAt === null).map((gap) => gap.reason);
const gapReasons = () => harness.records.gapRows.map((gap) => `${gap.displayId ?? 'all'}: ${gap.reason}`);
const state = () => harness.service.status().state;

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
