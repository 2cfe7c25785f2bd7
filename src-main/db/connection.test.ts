import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
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
