import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
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
