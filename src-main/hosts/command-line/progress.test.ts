import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { ProgressReporter, plainProgress, progressLine } from './progress.ts';

const running: Job = {
  id: '01890000-0000-7000-8000-000000000000',
  type: 'scan_duplicates',
  title: 'Find duplicates of 2026-03-01',
  status: 'running',
  progressCurrent: 4_500,
  progressTotal: 10_000,
  payload: {},
  result: null,
  createdAt: 0,
  startedAt: 0,
  completedAt: null,
  errorCode: null,
  errorMessage: null,
  retryCount: 0,
  notBefore: null,
  cancelling: false,
  failedItems: 0,
  itemsPerSecond: 120,
  secondsLeft: 46,
};

function streamOf(terminal: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  return { written, stream: { ...terminal, write: (text: string) => written.push(text) } };
}

describe('the line on a terminal', () => {
  it('has a bar, how much is done, how fast, and how long it will take', () => {
    expect(progressLine(running, 120)).toBe(
      `[${'█'.repeat(13)}${'░'.repeat(17)}]  45 %  4,500/10,000  120/s  46 s left  Find duplicates of 2026-03-01`,
    );
  });

  it('never is as wide as the terminal, however narrow that is', () => {
    for (let columns = 0; columns <= 140; columns += 1) {
      for (const job of [running, { ...running, progressTotal: null }, { ...running, status: 'pending' as const }]) {
        expect([...progressLine(job, columns)].length).toBeLessThanOrEqual(Math.max(0, columns - 1));
      }
    }
  });

  it('draws nothing that it does not know', () => {
    const unknown = { ...running, progressTotal: null, itemsPerSecond: null, secondsLeft: null };
    expect(progressLine(unknown, 100)).toBe('4,500 done  Find duplicates of 2026-03-01');
    expect(progressLine({ ...running, progressTotal: 0, progressCurrent: 0 }, 100)).not.toContain('NaN');
    expect(progressLine({ ...running, progressCurrent: 12_000 }, 100)).toContain('100 %');
  });

  it('says what is wrong', () => {
    expect(plainProgress({ ...running, failedItems: 2, cancelling: true })).toMatch(/2 failed, being cancelled$/);
    const waiting = { ...running, status: 'pending' as const, notBefore: 5, errorMessage: 'The disk is full.' };
    expect(plainProgress(waiting)).toBe('Find duplicates of 2026-03-01: waiting to try again: The disk is full.');
  });
});

describe('the reporter', () => {
  it('draws over its line on a terminal, and leaves it free in the end', () => {
    const { stream, written } = streamOf({ isTTY: true, columns: 80 });
    const reporter = new ProgressReporter(stream);
    reporter.show(running);
    reporter.show(running);
    reporter.show({ ...running, progressCurrent: 4_600 });
    reporter.end();
    expect(written).toHaveLength(3);
    expect(written.every((text) => text.startsWith('\r\u001b[K') && !text.includes('\n'))).toBe(true);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('draws on a terminal that does not know how wide it is', () => {
    const { stream, written } = streamOf({ isTTY: true, columns: 0 });
    new ProgressReporter(stream).show(running);
    expect(written).toEqual([expect.stringContaining('4,500/10,000')]);
  });

  it('writes a plain line every five seconds elsewhere', () => {
    const { stream, written } = streamOf({ isTTY: false });
    let nowMs = 0;
    const reporter = new ProgressReporter(stream, () => nowMs);
    for (; nowMs <= 20_000; nowMs += 250) reporter.show({ ...running, progressCurrent: nowMs });
    reporter.end();
    expect(written).toHaveLength(5);
    expect(written[1]).toBe('Find duplicates of 2026-03-01: 50 %, 5,000/10,000, 120/s, 46 s left\n');
  });
});
