import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { askAgain } from './ask-again.ts';

/** A question whose answers are given by hand, each with what was true when it was asked. */
class Asked {
  readonly queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  truth = 'before';
  readonly waiting: (() => void)[] = [];
  readonly observer = new QueryObserver(this.queries, {
    queryKey: ['history'],
    queryFn: () => {
      const known = this.truth;
      return new Promise<string>((resolve) => this.waiting.push(() => resolve(known)));
    },
  });
  readonly stop = this.observer.subscribe(() => {});

  answer(): Promise<void> {
    this.waiting.shift()?.();
    return new Promise((resolve) => setTimeout(resolve, 0));
  }

  get shown(): string | undefined {
    return this.observer.getCurrentResult().data;
  }
}

let asked: Asked;
afterEach(() => {
  asked.stop();
  asked.queries.clear();
});

describe('asking again', () => {
  it('does so also where the first answer was on its way when something changed', async () => {
    asked = new Asked();
    asked.truth = 'after';
    const told = askAgain(asked.queries, { queryKey: ['history'] });
    await asked.answer();
    expect(asked.shown).toBe('before');
    await asked.answer();
    await told;
    expect(asked.shown).toBe('after');
    expect(asked.waiting).toEqual([]);
  });

  it('asks once where an answer was there', async () => {
    asked = new Asked();
    await asked.answer();
    asked.truth = 'after';
    const told = askAgain(asked.queries, { queryKey: ['history'] });
    await asked.answer();
    await told;
    expect(asked.shown).toBe('after');
    expect(asked.waiting).toEqual([]);
  });

  it('leaves alone what is about something else', async () => {
    asked = new Asked();
    const told = askAgain(asked.queries, { queryKey: ['trash'] });
    await asked.answer();
    await told;
    expect(asked.waiting).toEqual([]);
  });
});
