import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import type { GapRepository } from '../../ports/repositories.ts';
import { GapKeeper } from './gap-keeper.ts';
import { PatientWriter } from './patient-writer.ts';

const full = new AppError('DISK_FULL', 'The disk is full.');

describe('PatientWriter', () => {
  it('keeps the order, and a failing write until it succeeds', async () => {
    const written: string[] = [];
    const problems: unknown[] = [];
    let broken = true;
    const writer = new PatientWriter((error) => problems.push(error));
    const put = (word: string) => async () => {
      if (broken) throw full;
      written.push(word);
    };
    writer.queue(() => writer.write(put('first')));
    writer.queue(() => writer.write(put('second')));
    await Promise.resolve();
    writer.nudge();
    expect(written).toEqual([]);
    broken = false;
    while (written.length < 2) {
      writer.nudge();
      await Promise.resolve();
    }
    await writer.settled();
    expect(written).toEqual(['first', 'second']);
    expect(problems).toHaveLength(1);
  });

  it('lets go of a write that can never succeed, so that the next one is made', async () => {
    const problems: unknown[] = [];
    const written: string[] = [];
    const writer = new PatientWriter((error) => problems.push(error));
    const mistake = new Error('no such gap');
    writer.queue(() =>
      writer.write(async () => {
        throw mistake;
      }),
    );
    writer.queue(() =>
      writer.write(async () => {
        written.push('next');
      }),
    );
    await writer.settled();
    expect([problems, written]).toEqual([[mistake], ['next']]);
  });

  it('gives up at its end instead of waiting for ever', async () => {
    const problems: unknown[] = [];
    const writer = new PatientWriter((error) => problems.push(error));
    writer.queue(() =>
      writer.write(async () => {
        throw full;
      }),
    );
    await writer.end();
    expect(problems).toContain(full);
  });
});

describe('GapKeeper on a database that cannot be written for a while', () => {
  it('writes the gap with its true reason and its true ends afterwards', async () => {
    const rows: { startedAt: number; endedAt: number | null; reason: GapReason }[] = [];
    let isFull = true;
    const refuse = () => {
      if (isFull) throw full;
    };
    const gaps: Pick<GapRepository, 'open' | 'close' | 'record'> = {
      open: async ({ startedAt, reason }) => {
        refuse();
        rows.push({ startedAt, endedAt: null, reason });
        return String(rows.length - 1);
      },
      close: async (id, endedAt) => {
        refuse();
        const row = rows[Number(id)];
        if (row) row.endedAt = endedAt;
      },
      record: async ({ startedAt, endedAt, reason }) => {
        refuse();
        rows.push({ startedAt, endedAt, reason });
        return String(rows.length - 1);
      },
    };
    const keeper = new GapKeeper(gaps, () => {});
    keeper.enter('disk_floor', 1_000);
    keeper.enter(null, 601_000);
    await Promise.resolve();
    expect(rows).toEqual([]);
    isFull = false;
    keeper.covered(601_000, 606_000);
    await keeper.finish(606_000);
    expect(rows).toEqual([{ startedAt: 1_000, endedAt: 601_000, reason: 'disk_floor' }]);
  });
});
