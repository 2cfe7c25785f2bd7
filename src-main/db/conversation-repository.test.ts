import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src-shared/contract/conversations.ts';
import { messageRoles } from '../../src-shared/domain/vocabulary.ts';
import type { ConversationRepository, Page } from '../ports/memory-repository.ts';
import { TestLibrary } from './test-library.fake.ts';

function message(given: Partial<Omit<Message, 'id'>> = {}): Omit<Message, 'id'> {
  return {
    session_id: 'talk',
    timestamp: 1000,
    role: 'user',
    content: 'Where was I on Tuesday?',
    model: null,
    tokens_used: null,
    tool_calls: null,
    ...given,
  };
}

/** All pages of a list, each of `limit` at most. */
async function walk<Item>(page: (query: { cursor?: string; limit: number }) => Promise<Page<Item>>, limit: number) {
  const items: Item[] = [];
  for (let cursor: string | undefined; ; ) {
    const found = await page({ limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(found.items.length).toBeLessThanOrEqual(limit);
    items.push(...found.items);
    if (found.nextCursor === null) return items;
    cursor = found.nextCursor;
  }
}

function messagesOf(conversations: ConversationRepository, session: string, limit: number): Promise<Message[]> {
  return walk((query) => conversations.getSessionMessages(session, query), limit);
}

const sessions = ['talk', 'Talk', 'other:1'] as const;
const anyMessage = fc.record({
  session_id: fc.constantFrom(...sessions),
  // Few moments, in any order: most share one, and the clock is set back all the time.
  timestamp: fc.integer({ min: 0, max: 3 }),
  role: fc.constantFrom(...messageRoles),
  content: fc.string({ maxLength: 200, unit: 'grapheme' }),
  model: fc.option(fc.string({ minLength: 1, maxLength: 10 })),
  tokens_used: fc.option(fc.nat(1000)),
  tool_calls: fc.option(fc.array(fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value))))),
});

describe('conversations', () => {
  it('hold what a list in memory holds, in the order it was said, and each as a whole', async () => {
    const library = await TestLibrary.make();
    const { conversations } = await library.open();
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (said, limit) => {
        library.raw((native) => native.exec('DELETE FROM conversations; DELETE FROM conversation_sessions'));
        const model: Message[] = [];
        for (const each of said) model.push(await conversations.saveMessage(each));
        for (const session of sessions) {
          expect(await messagesOf(conversations, session, limit)).toEqual(
            model.filter((each) => each.session_id === session),
          );
        }
        const listed = await walk((query) => conversations.getRecentSessions(query), limit);
        const expected = sessions.flatMap((session_id) => {
          const own = model.filter((each) => each.session_id === session_id);
          const [first] = own;
          if (!first) return [];
          return [
            {
              session_id,
              first_at: first.timestamp,
              last_at: Math.max(...own.map((each) => each.timestamp)),
              messages: own.length,
              tokens_used: own.reduce((sum, each) => sum + (each.tokens_used ?? 0), 0),
            },
          ];
        });
        const byName = (one: { session_id: string }, two: { session_id: string }) =>
          one.session_id < two.session_id ? -1 : 1;
        expect(listed.map(({ title: _, ...rest }) => rest).sort(byName)).toEqual(expected.sort(byName));
        const times = listed.map((each) => each.last_at);
        expect(times).toEqual(times.toSorted((one, two) => two - one));
      }),
      { numRuns: 40 },
    );
  });

  it('keep the order of messages of one millisecond, and of an answer after the clock was set back', async () => {
    const library = await TestLibrary.make();
    const { conversations } = await library.open();
    const said = ['first', 'second', 'third', 'fourth'];
    for (const [index, content] of said.entries()) {
      await conversations.saveMessage(message({ content, timestamp: index < 2 ? 5000 : 5000 - index }));
    }
    expect((await messagesOf(conversations, 'talk', 1)).map((each) => each.content)).toEqual(said);
  });

  it('are called by the first line of what was said first', async () => {
    const library = await TestLibrary.make();
    const { conversations } = await library.open();
    await conversations.saveMessage(message({ content: '  A question\n\nover lines ' }));
    await conversations.saveMessage(message({ content: 'An answer', timestamp: 1 }));
    expect((await conversations.getRecentSessions({ limit: 10 })).items).toMatchObject([
      { title: 'A question over lines', messages: 2, first_at: 1000, last_at: 1000 },
    ]);
  });

  it('are taken over from a library that had some before they were numbered', async () => {
    const { migrations } = await import('../../migrations/index.ts');
    const { openLibraryDatabase } = await import('./open.ts');
    const library = await TestLibrary.make();
    const older = migrations.filter((each) => each.name < '0003');
    const options = { libraryPath: library.path, mode: 'read-write', migrate: true, clock: library.clock } as const;
    await (await openLibraryDatabase({ ...options, migrations: older })).close();
    library.raw((native) => {
      const insert = native.prepare(
        "INSERT INTO conversations (id, session_id, timestamp, role, content, tokens_used) VALUES (?, 'old', ?, 'user', ?, 3)",
      );
      insert.run('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd2', 20, 'later');
      insert.run('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', 10, 'earlier');
    });
    const { conversations } = await library.open();
    await conversations.saveMessage(message({ session_id: 'old', content: 'now', timestamp: 30, tokens_used: 4 }));
    expect((await messagesOf(conversations, 'old', 10)).map((each) => each.content)).toEqual([
      'earlier',
      'later',
      'now',
    ]);
    expect((await conversations.getRecentSessions({ limit: 10 })).items).toEqual([
      { session_id: 'old', first_at: 10, last_at: 30, messages: 3, tokens_used: 10, title: 'earlier' },
    ]);
  });

  it('lose no message and no count when processes write at once', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const writer = join(import.meta.dirname, 'memory-writer.fake.ts');
    const writers = ['a', 'b', 'c'].map((name) => fork(writer, [library.path, name, '20'], { stdio: 'inherit' }));
    const ends = await Promise.all(writers.map((child) => once(child, 'exit')));
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);

    const messages = await messagesOf(database.conversations, 'shared', 50);
    for (const name of ['a', 'b', 'c']) {
      const own = messages.filter((each) => each.content.startsWith(`${name} `)).map((each) => each.content);
      expect(own).toEqual(Array.from({ length: 20 }, (_, index) => `${name} ${index}`));
    }
    expect((await database.conversations.getRecentSessions({ limit: 10 })).items).toMatchObject([
      { session_id: 'shared', messages: 60, tokens_used: 60 },
    ]);
    const stored = await database.preferences.values(['a', 'b', 'c', 'shared'].map((name) => `external.${name}`));
    expect(['a', 'b', 'c'].map((name) => stored.get(`external.${name}`))).toEqual([19, 19, 19]);
    expect(
      ['a', 'b', 'c'].flatMap((name) => (stored.get('external.shared') === `${name} 19` ? [name] : [])),
    ).toHaveLength(1);
  });
});
