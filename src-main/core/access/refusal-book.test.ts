import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../ports/clock.fake.ts';
import type { EventDraft } from '../memory/event-log.ts';
import { loginRefusal, RefusalBook } from './refusal-book.ts';

function openBook() {
  const clock = new FakeClock();
  const written: EventDraft[] = [];
  const saveEvent = async (draft: EventDraft) => {
    written.push(draft);
    return undefined as never;
  };
  return { clock, written, book: new RefusalBook({ events: { saveEvent }, clock, report: () => {} }) };
}

const counted = (written: readonly EventDraft[]) =>
  written.filter((each) => each.type === 'action').reduce((sum, each) => sum + (each.occurrences ?? 1), 0);

describe('the book of refusals', () => {
  it('loses none, whenever they come and whenever it is closed, and writes a kind at most every ten seconds', async () => {
    const refusals = fc.array(fc.record({ kind: fc.constantFrom('a', 'b', 'c'), afterMs: fc.nat(6_000) }), {
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(refusals, async (noted) => {
        const { clock, written, book } = openBook();
        const began = clock.monotonicMs();
        for (const { kind, afterMs } of noted) {
          await clock.advance(afterMs);
          book.note(kind, 'A request was refused.');
        }
        book.close();
        expect(counted(written)).toBe(noted.length);
        const seconds = (clock.monotonicMs() - began) / 1000;
        const kinds = new Set(noted.map((each) => each.kind)).size;
        expect(written.length).toBeLessThanOrEqual(kinds * (seconds / 10 + 2));
      }),
      { numRuns: 30 },
    );
  });

  it('makes a few lines of a thousand, tells the first at once, and alerts once', async () => {
    const { clock, written, book } = openBook();
    book.note(loginRefusal, 'A log-in was refused.');
    expect(written).toHaveLength(1);
    for (let times = 1; times < 1000; times += 1) book.note(loginRefusal, 'A log-in was refused.');
    await clock.advance(60_000);
    expect(counted(written)).toBe(1000);
    expect(written.map((each) => [each.type, each.occurrences])).toEqual([
      ['action', 1],
      ['alert', undefined],
      ['action', 999],
    ]);
    const keys = written.filter((each) => each.type === 'action').map((each) => each.foldKey);
    expect(new Set(keys)).toEqual(new Set(['access.refused.login']));
  });

  it('does not alert a person who tries an old password now and then', async () => {
    const { clock, written, book } = openBook();
    for (let times = 0; times < 100; times += 1) {
      book.note(loginRefusal, 'A log-in was refused.');
      await clock.advance(60_000);
    }
    expect(written.filter((each) => each.type === 'alert')).toEqual([]);
  });
});
