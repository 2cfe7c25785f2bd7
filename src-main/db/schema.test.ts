import { describe, expect, it } from 'vitest';
import * as words from '../../src-shared/domain/vocabulary.ts';
import { makeCapture } from './sample-capture.fake.ts';
import { TestLibrary } from './test-library.fake.ts';

const enumerations: readonly [table: string, column: string, words: readonly string[]][] = [
  ['captures', 'origin', words.captureOrigins],
  ['captures', 'timestamp_source', words.timestampSources],
  ['captures', 'confidence', words.confidences],
  // A capture without a row is unreviewed.
  ['reviews', 'review_state', words.reviewStates.filter((state) => state !== 'unreviewed')],
  ['gaps', 'reason', words.gapReasons],
  ['jobs', 'job_type', words.jobTypes],
  ['jobs', 'status', words.jobStatuses],
  ['job_captures', 'status', words.jobCaptureStatuses],
  ['duplicates', 'match_type', words.matchTypes],
  ['decisions', 'decision_type', words.decisionTypes],
  ['import_files', 'status', words.importFileStatuses],
  ['events', 'type', words.eventTypes],
  ['events', 'severity', words.eventSeverities],
  ['events', 'source', words.eventSources],
  ['conversations', 'role', words.messageRoles],
];

describe('the schema', () => {
  it.each(enumerations)('lets into %s.%s exactly the words of the vocabulary', async (table, column, vocabulary) => {
    const library = await TestLibrary.make();
    await (await library.open()).close();
    const definition = library.raw((native) =>
      String(native.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table)),
    );
    const check = new RegExp(`CHECK \\(${column} IN\\s*\\(([^)]*)\\)\\)`).exec(definition)?.[1] ?? '';
    const allowed = [...check.matchAll(/'([^']*)'/g)].map((match) => match[1]);
    expect(allowed.toSorted()).toEqual([...vocabulary].toSorted());
  });

  it('has only strict tables, and foreign keys in force', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const loose = library.raw((native) =>
      (native.pragma('table_list') as { schema: string; name: string; type: string; strict: number }[])
        .filter((table) => table.schema === 'main' && table.type === 'table' && !table.name.startsWith('sqlite_'))
        .filter((table) => table.strict !== 1)
        .map((table) => table.name),
    );
    expect(loose).toEqual([]);
    library.raw((native) => {
      native.pragma('foreign_keys = OFF');
      native.exec("INSERT INTO reviews (capture_id, review_state, taken_at, bytes) VALUES ('gone', 'kept', 1, 1)");
    });
    const report = await database.integrity();
    expect(report).toEqual({
      ok: false,
      problems: ['A row of reviews (no row id) points to a row of captures that is gone.'],
    });
  });

  it.each([
    { why: 'an end before the beginning', given: { endedAt: 0 } },
    { why: 'a word that is not in the list', given: { origin: 'dream' as 'screen' } },
    { why: 'a day that is none', given: { localDay: 'today', filepath: 'captures/x' } },
    { why: 'no pixels', given: { width: 0 } },
    { why: 'a hash that is none', given: { sha256: 'abc' } },
    { why: 'a turn that no display makes', given: { displayRotation: 45 } },
    { why: 'a fraction of a byte', given: { fileSize: 0.5 } },
  ])('refuses a capture with $why', async ({ given }) => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await expect(database.captures.insert([makeCapture(), makeCapture(given)])).rejects.toThrow();
    expect((await database.captures.totals()).captures).toBe(0);
  });

  it('refuses a second capture of the same file as a conflict', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const capture = makeCapture();
    await database.captures.insert([capture]);
    await expect(database.captures.insert([makeCapture({ filepath: capture.filepath })])).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('takes what hangs on a capture along when it is deleted', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const [one, other] = [makeCapture(), makeCapture()];
    await database.captures.insert([one, other]);
    library.raw((native) => {
      native.pragma('foreign_keys = ON');
      native.prepare("INSERT INTO duplicates VALUES (?, ?, 'exact', 1.0, 1, NULL)").run(one.id, other.id);
      native
        .prepare("INSERT INTO decision_batches VALUES (1, ?, 'Kept 1 picture', 1, 0, 1, 1, NULL)")
        .run('0'.repeat(36));
      native
        .prepare("INSERT INTO decisions (batch_key, capture_id, decision_type, decided_at) VALUES (1, ?, 'keep', 1)")
        .run(one.id);
      native
        .prepare("INSERT INTO reviews (capture_id, review_state, taken_at, bytes) VALUES (?, 'kept', 1, 1)")
        .run(one.id);
    });
    expect(await database.captures.delete(one.id)).toBe(true);
    expect(await database.captures.delete(one.id)).toBe(false);
    for (const table of ['duplicates', 'decisions', 'reviews']) {
      expect(library.raw((native) => native.prepare(`SELECT count(*) FROM ${table}`).pluck().get())).toBe(0);
    }
    expect(await database.integrity()).toEqual({ ok: true, problems: [] });
  });
});
