import { describe, expect, it } from 'vitest';
import { aJob } from './job.fake.ts';
import {
  factsOfJob,
  paceInWords,
  percentDone,
  progressInWords,
  rateInWords,
  resultFacts,
  wordsOfJob,
} from './job-words.ts';

describe('a job in words', () => {
  it('says how it stands, and what its status alone does not tell', () => {
    const label = (rest: Parameters<typeof aJob>[0]) => wordsOfJob(aJob(rest)).label;
    expect(label({ status: 'running' })).toBe('Running');
    expect(label({ status: 'running', cancelling: true })).toBe('Stopping');
    expect(label({ status: 'pending' })).toBe('Waiting');
    expect(label({ status: 'pending', retryCount: 1 })).toBe('Will be tried again');
    expect(label({ status: 'completed', failedItems: 2 })).toBe('Completed, with failures');
    expect(label({ status: 'failed', failedItems: 2 })).toBe('Failed');
  });

  it('tells an import or export of which nothing came from one that was good', () => {
    const found = {
      dryRun: false,
      files: 4,
      bytes: 9,
      importable: 0,
      importableBytes: 0,
      importedBytes: 0,
      skipped: 0,
    };
    const imported = (rest: object) =>
      wordsOfJob(
        aJob({
          type: 'import',
          status: 'completed',
          result: { ...found, imported: 0, linked: 0, failed: 0, uncertain: 0, ...rest },
        }),
      );
    expect(imported({ imported: 4 })).toEqual({ label: 'Completed', shape: 'disc', tone: 'active' });
    expect(imported({ imported: 3, failed: 1 }).shape).toBe('half');
    expect(imported({ linked: 3, failed: 1 }).shape).toBe('half');
    expect(imported({ failed: 4 })).toEqual({ label: 'Nothing could be read', shape: 'triangle', tone: 'problem' });
    expect(imported({ failed: 4, dryRun: true }).label).toBe('Completed');
    const exported = (rest: object) =>
      wordsOfJob(
        aJob({
          type: 'export',
          status: 'completed',
          result: { path: '/a', exported: 0, bytes: 0, failed: 0, ...rest },
        }),
      );
    expect(exported({ exported: 4, failed: 1 }).shape).toBe('half');
    expect(exported({ failed: 4 }).label).toBe('Nothing could be exported');
  });

  it('never says that all is done before it is', () => {
    const percent = (current: number, total: number | null) =>
      percentDone(aJob({ progressCurrent: current, progressTotal: total }));
    expect([percent(999_999, 1_000_000), percent(1, 3), percent(3, 3), percent(4, 3), percent(0, 0)]).toEqual([
      99.9, 33.3, 100, 100, 100,
    ]);
    expect(percent(5, null)).toBeNull();
  });

  it('says how far it is as far as that is known', () => {
    const words = (current: number, total: number | null) =>
      progressInWords(aJob({ progressCurrent: current, progressTotal: total }));
    expect([words(1200, 10_000), words(1200, null), words(0, null)]).toEqual([
      '1,200 of 10,000',
      '1,200 so far',
      'Not known yet how much there is to do',
    ]);
  });

  it('gives its pace and the time left', () => {
    expect([1450.4, 99.94, 3, 0.5, 0.95].map(rateInWords)).toEqual([
      '1,450 a second',
      '99.9 a second',
      '3 a second',
      '30 a minute',
      '0.9 a second',
    ]);
    expect(paceInWords(aJob({ itemsPerSecond: 12, secondsLeft: 95 }))).toEqual(['12 a second', '1 min 35 s left']);
    expect(paceInWords(aJob({ secondsLeft: 0.2 }))).toEqual(['almost done']);
  });

  it('names what it found, sizes as sizes, and no failures where there were none', () => {
    expect(resultFacts({ scrolledGroups: 1234, bytes: 5_000_000, failed: 0, note: 'x', gone: null })).toEqual([
      { name: 'Scrolled groups', value: '1,234' },
      { name: 'Bytes', value: '5 MB' },
      { name: 'Note', value: 'x' },
    ]);
    expect(resultFacts({ failed: 3 })).toEqual([{ name: 'Failed', value: '3' }]);
  });

  it('says what an import and an export did in words, and nothing of what there was none of', () => {
    const counts = { files: 1300, bytes: 4_000_000, imported: 1200, importedBytes: 3_500_000, linked: 60, failed: 2 };
    const rest = { importable: 0, importableBytes: 0, skipped: 0, uncertain: 31 };
    const words = (result: Record<string, unknown>) =>
      factsOfJob({ type: 'import', result: { ...counts, ...rest, ...result } }).map(
        ({ name, value }) => `${name}: ${value}`,
      );
    expect(words({ dryRun: false })).toEqual([
      'Files found: 1,300 (4 MB)',
      'Imported: 1,200 (3.5 MB)',
      'There already: 60',
      'Could not be read: 2',
      'Times to review: 31',
    ]);
    expect(words({ dryRun: true, importable: 5, importableBytes: 900, imported: 0, uncertain: 0 })).toContain(
      'New: 5 (900 B)',
    );
    const exported = { path: '/home/ada/out.zip', exported: 12, bytes: 34_000, failed: 0 };
    expect(factsOfJob({ type: 'export', result: exported })).toEqual([
      { name: 'Exported', value: '12 (34 kB)' },
      { name: 'To', value: '/home/ada/out.zip' },
    ]);
  });

  it('still names the counts of a result that is not of the known form', () => {
    expect(factsOfJob({ type: 'import', result: { files: 3 } })).toEqual([{ name: 'Files', value: '3' }]);
    expect(factsOfJob({ type: 'import', result: null })).toEqual([]);
  });
});
