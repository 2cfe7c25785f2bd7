import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Connection } from './connection.ts';

let connection: Connection;
beforeEach(() => {
  const native = new Database(':memory:');
  native.pragma('foreign_keys = ON');
  native.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY, word TEXT CHECK (word = lower(word)))');
  native.exec('CREATE TABLE children (parent INTEGER REFERENCES parents (id))');
  connection = new Connection(native, '/nowhere');
});
afterEach(() => connection.close());

const expectChecked = () => {
  expect(() => connection.native.exec('INSERT INTO children VALUES (7)')).toThrow('FOREIGN KEY');
  expect(() => connection.native.exec("INSERT INTO parents VALUES (8, 'A')")).toThrow('CHECK');
};

it('checks everything again after what was written without', () => {
  connection.transactionOfKnownRows(() => {
    connection.withoutChecks(() => connection.prepared("INSERT INTO parents VALUES (1, 'a')").run());
    connection.prepared('INSERT INTO children VALUES (1)').run();
  });
  expect(connection.native.pragma('foreign_key_check')).toEqual([]);
  expectChecked();
});

it('checks everything again after work that failed', () => {
  const fail = () => {
    throw new Error('failed');
  };
  expect(() => connection.transactionOfKnownRows(() => connection.withoutChecks(fail))).toThrow('failed');
  expectChecked();
});

it('has the log written back once it is large, and not again while little of it is new', () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'large.db');
  const native = new Database(path);
  native.pragma('journal_mode = WAL');
  native.pragma('wal_autocheckpoint = 0');
  native.exec('CREATE TABLE words (word BLOB)');
  let timesWrittenBack = 0;
  const writeBack = () => {
    timesWrittenBack += 1;
    const other = new Database(path);
    other.pragma('wal_checkpoint(PASSIVE)');
    other.close();
  };
  const large = new Connection(native, folder, { writeBack, close: () => {} });
  onTestFinished(() => large.close());
  const write = (times: number, bytes: number) => {
    for (let time = 0; time < times; time += 1) {
      large.transaction(() => large.prepared('INSERT INTO words VALUES (zeroblob(?))').run(bytes));
    }
  };
  write(8, 1024 * 1024);
  expect(timesWrittenBack).toBe(1);
  write(80, 1);
  expect(timesWrittenBack).toBe(1);
  write(8, 1024 * 1024);
  expect(timesWrittenBack).toBe(2);
});

describe('transactions that share a commit', () => {
  /** A file with a log, whose pages tell how often was committed. */
  function openFile() {
    const folder = mkdtempSync(join(tmpdir(), 'afterimage-test-'));
    const native = new Database(join(folder, 'shared.db'));
    onTestFinished(() => {
      if (native.open) native.close();
      rmSync(folder, { recursive: true, force: true });
    });
    native.pragma('journal_mode = WAL');
    native.exec('CREATE TABLE words (word TEXT UNIQUE) ');
    const shared = new Connection(native, folder, { writeBack: () => {}, close: () => {} });
    const write = (word: string) =>
      shared.sharedTransaction(() => shared.prepared('INSERT INTO words VALUES (?)').run(word).changes);
    const read = () => {
      const other = new Database(native.name, { readonly: true });
      const words = other.prepare<[], string>('SELECT word FROM words ORDER BY rowid').pluck().all();
      other.close();
      return words;
    };
    const logPages = () => (native.pragma('wal_checkpoint(NOOP)') as { log: number }[])[0]?.log ?? 0;
    return { native, shared, write, read, logPages };
  }

  it('write once what came in one turn, and answer when others can read it', async () => {
    const { write, read, logPages } = openFile();
    await write('alone');
    const before = logPages();
    const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
    const answered = await Promise.all(words.map((word) => write(word).then(() => read().includes(word))));
    expect(answered).toEqual(words.map(() => true));
    expect(read()).toEqual(['alone', ...words]);
    // A page of the table and one of its index, and not two for each word.
    expect(logPages() - before).toBeLessThan(10);
  });

  it('take back the one that fails and no other', async () => {
    const { shared, write, read } = openFile();
    const half = shared.sharedTransaction(() => {
      shared.prepared("INSERT INTO words VALUES ('half')").run();
      throw new Error('half done');
    });
    const results = await Promise.allSettled([write('one'), write('one'), half, write('two')]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(read()).toEqual(['one', 'two']);
  });

  it('all fail where the commit does', async () => {
    const { native, write, read } = openFile();
    const other = new Database(native.name);
    onTestFinished(() => void other.close());
    native.pragma('busy_timeout = 0');
    other.exec('BEGIN IMMEDIATE');
    const results = await Promise.allSettled([write('one'), write('two')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    other.exec('ROLLBACK');
    expect(await write('three')).toBe(1);
    expect(read()).toEqual(['three']);
  });

  it('all fail where one of them ends the whole', async () => {
    const { shared, write, read } = openFile();
    const rollBack = () => shared.prepared("INSERT OR ROLLBACK INTO words VALUES ('one')").run();
    const results = await Promise.allSettled([write('one'), shared.sharedTransaction(rollBack), write('two')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(read()).toEqual([]);
  });

  it('are written before the connection is closed', async () => {
    const { shared, write, read } = openFile();
    const written = write('last');
    shared.close();
    expect(await written).toBe(1);
    expect(read()).toEqual(['last']);
  });
});

describe('a query whose text is kept', () => {
  const words = (values: { id?: number; word: string }) =>
    connection.all(
      connection.written('words', values, ({ id, word }) => {
        const select = connection.kysely.selectFrom('capture_tags').select('tag').where('tag', '=', word);
        return id === undefined ? select : select.where('taken_at', '>', id);
      }),
    );

  it('is asked with the values of each call, in as many shapes as there are', () => {
    connection.native.exec(
      "CREATE TABLE capture_tags (tag TEXT, taken_at); INSERT INTO capture_tags VALUES ('a', 1), ('b', 2)",
    );
    expect(words({ word: 'a' })).toEqual([{ tag: 'a' }]);
    expect(words({ word: 'b' })).toEqual([{ tag: 'b' }]);
    expect(words({ word: 'b', id: 1 })).toEqual([{ tag: 'b' }]);
    expect(words({ word: 'b', id: 2 })).toEqual([]);
    expect(words({ word: 'b' })).toEqual([{ tag: 'b' }]);
  });

  it('is refused where it would hold for one value alone', () => {
    const query = () =>
      connection.written('tags', { day: 5 }, ({ day }) =>
        connection.kysely
          .selectFrom('capture_tags')
          .select('tag')
          .where('taken_at', '>', day * 2),
      );
    expect(query).toThrow('“day”');
  });
});
