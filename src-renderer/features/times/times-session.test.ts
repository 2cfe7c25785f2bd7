import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { somePictures } from './times.fake.ts';
import {
  countOpen,
  emptySession,
  goTo,
  listed,
  revisit,
  settle,
  skip,
  step,
  type TimesSession,
  unsettle,
} from './times-session.ts';

const open = (ids: string): TimesSession => listed(emptySession, somePictures(ids));
const order = (session: TimesSession): string => session.pictures.map(({ capture }) => capture.id).join('');

describe('a walk through uncertain times', () => {
  it('begins with the first, and goes on as each is settled', () => {
    const session = open('abc');
    expect(session.currentId).toBe('a');
    const one = settle(session, ['a']);
    const two = settle(one, ['b']);
    expect([one, two, settle(two, ['c'])].map(({ currentId }) => currentId)).toEqual(['b', 'c', null]);
  });

  it('comes back to what was left out before, not to what was skipped', () => {
    const fromSecond = settle(goTo(open('abc'), 'b'), ['b']);
    expect(fromSecond.currentId).toBe('c');
    expect(settle(fromSecond, ['c']).currentId).toBe('a');
    const skipped = skip(open('abc'));
    expect([skipped.currentId, skip(skip(skipped)).currentId]).toEqual(['b', null]);
    expect(revisit(skip(skip(skipped))).currentId).toBe('a');
  });

  it('stays where it is when others are settled', () => {
    const session = settle(goTo(open('abcd'), 'b'), ['a', 'c']);
    expect([session.currentId, settle(session, ['b']).currentId]).toEqual(['b', 'd']);
  });

  it('takes back what was settled and shows it', () => {
    const session = settle(settle(open('abc'), ['a']), ['b']);
    const back = unsettle(session, ['b']);
    expect([back.currentId, countOpen(back)]).toEqual(['b', 2]);
    const many = unsettle(settle(open('abcd'), ['b', 'c', 'd']), ['d', 'b', 'c']);
    expect([many.currentId, countOpen(many)]).toEqual(['b', 4]);
  });

  it('steps through all of them, and from past the end back to the last', () => {
    const session = settle(open('abc'), ['a']);
    expect([step(session, -1).currentId, step(session, -5).currentId, step(session, 9).currentId]).toEqual([
      'a',
      'a',
      'c',
    ]);
    const past = settle(open('ab'), ['a', 'b']);
    expect([past.currentId, step(past, -1).currentId]).toEqual([null, 'b']);
    expect(step(emptySession, 1)).toBe(emptySession);
  });

  it('keeps what was settled in its place while the list moves on', () => {
    const session = settle(settle(open('abcd'), ['a']), ['c']);
    expect(order(listed(session, somePictures('bde')))).toBe('abcde');
    expect(order(listed(session, somePictures('xbd')))).toBe('axbcd');
  });

  it('moves on where the present one was decided elsewhere', () => {
    const session = goTo(open('abcd'), 'b');
    expect(listed(session, somePictures('acd')).currentId).toBe('c');
    expect(listed(goTo(session, 'd'), somePictures('ab')).currentId).toBe('a');
    expect(listed(session, []).currentId).toBeNull();
  });

  it('goes on by itself when more come after the end', () => {
    const past = settle(open('a'), ['a']);
    expect(listed(past, somePictures('b')).currentId).toBe('b');
  });

  it('never shows what is not there, and loses nothing that is listed', () => {
    const someIds = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
    const aDeed = fc.oneof(
      fc.record({ deed: fc.constant('list' as const), ids: someIds }),
      fc.record({ deed: fc.constant('settle' as const), ids: someIds }),
      fc.record({ deed: fc.constant('unsettle' as const), ids: someIds }),
      fc.record({
        deed: fc.constantFrom('skip' as const, 'back' as const, 'on' as const, 'revisit' as const),
        ids: someIds,
      }),
    );
    fc.assert(
      fc.property(fc.array(aDeed, { maxLength: 25 }), (deeds) => {
        let session = emptySession;
        for (const { deed, ids } of deeds) {
          const known = new Set(order(session));
          const those = ids.filter((id) => known.has(id));
          if (deed === 'list') session = listed(session, somePictures(ids.join('')));
          else if (deed === 'settle') session = settle(session, those);
          else if (deed === 'unsettle') session = unsettle(session, those);
          else if (deed === 'skip') session = skip(session);
          else if (deed === 'revisit') session = revisit(session);
          else session = step(session, deed === 'on' ? 1 : -1);
          const shown = order(session);
          expect(new Set(shown).size).toBe(shown.length);
          if (session.currentId !== null) expect(shown).toContain(session.currentId);
          if (deed === 'list') for (const id of ids) expect(shown).toContain(id);
        }
      }),
    );
  });
});
