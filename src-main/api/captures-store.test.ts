import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { jpeg } from '../core/library/test-pictures.fake.ts';
import { type Fields, picture, ReceivingHost } from './receiving-host.fake.ts';
import { restAsker } from './rest-asker.fake.ts';

let shade = 0;
let host: ReceivingHost;

beforeAll(async () => {
  host = await ReceivingHost.start();
});

afterAll(async () => {
  await host.asked.close();
});

describe('storing a capture', () => {
  it('puts the very file into its day, tells everybody, and finds what it is a duplicate of', async () => {
    const messages: LiveMessage[] = [];
    const stop = host.asked.demo.session.live.subscribe((message) => messages.push(message));
    const bytes = await picture();
    const { status, body, headers } = await host.send([
      ['captured_at', '2026-03-01T23:30:00.250+02:00'],
      ['display_id', 'DP-9'],
      ['display_name', 'The large one'],
      ['file', bytes, 'screen.jpg'],
      ['app_name', 'Editor'],
      ['window_title', '=HYPERLINK("x") <img onerror=1> \u202etxt.exe'],
      ['tags', 'from, another'],
      ['tags', 'work'],
    ]);
    stop();
    expect([status, headers['content-type']]).toEqual([201, 'application/json']);
    expect(body).toMatchObject({
      origin: 'import',
      originalFilename: 'screen.jpg',
      capturedAt: Date.parse('2026-03-01T21:30:00.250Z'),
      endedAt: Date.parse('2026-03-01T21:30:00.250Z'),
      utcOffsetMinutes: 120,
      localDay: '2026-03-01',
      timestampSource: 'capture',
      confidence: 'high',
      displayId: 'DP-9',
      displayName: 'The large one',
      width: 64,
      height: 48,
      fileSize: bytes.length,
      mimeType: 'image/jpeg',
      windowTitle: '=HYPERLINK("x") <img onerror=1> \u202etxt.exe',
      reviewState: 'unreviewed',
      duplicate: false,
    });
    expect(body.filepath).toBe(`captures/2026/03/01/${body.id}.jpg`);
    expect(readFileSync(join(host.asked.demo.libraryPath, body.filepath)).equals(bytes)).toBe(true);
    expect((await host.ask(`/api/captures/${body.id}/picture`)).bytes.equals(bytes)).toBe(true);
    expect((await host.ask(`/api/captures/${body.id}/decisions`)).body.tags.sort()).toEqual(['from, another', 'work']);
    const listed = (await host.ask('/api/captures?displayId=DP-9&day=2026-03-01')).body.items;
    const { duplicate, ...capture } = body;
    expect(listed).toEqual([capture]);
    expect(messages).toContainEqual({ type: 'capture-stored', capture });

    // The same screen a minute later: another capture, and a duplicate of the first one.
    const later = await host.send([
      ['file', bytes],
      ['captured_at', String(body.capturedAt + 60_000)],
      ['display_id', 'DP-9'],
    ]);
    expect([later.status, later.body.duplicate, later.body.utcOffsetMinutes]).toMatchObject([
      201,
      false,
      expect.any(Number),
    ]);
    await expect
      .poll(async () => (await host.ask('/api/duplicates/groups?threshold=1')).body.items, { timeout: 60_000 })
      .toContainEqual(expect.objectContaining({ memberCount: 2, reference: expect.anything() }));
  });

  it.each(['png', 'webp'] as const)('takes %s by its content, whatever it is called', async (format) => {
    const bytes = await sharp(await jpeg(++shade, 70, 50))
      .toFormat(format)
      .toBuffer();
    const { status, body } = await host.send([['file', bytes, 'really.jpg']]);
    expect([status, body]).toMatchObject([201, { mimeType: `image/${format}`, width: 70, height: 50 }]);
    expect(body.filepath.endsWith(`${body.id}.${format}`)).toBe(true);
    expect(body).toMatchObject({ timestampSource: 'filesystem', confidence: 'low', displayId: null });
  });

  it('tells the size of a picture as it is shown', async () => {
    const sideways = await sharp(await jpeg(++shade, 70, 50))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await host.send([['file', sideways]])).body).toMatchObject({ width: 50, height: 70 });
  });

  it('stores the same file of the same moment once, so that whoever got no answer may ask again', async () => {
    const fields: Fields = [
      ['file', await picture()],
      ['captured_at', '1780000000000'],
      ['display_id', 'DP-1'],
    ];
    const first = await host.send(fields);
    // A display without a name for a person is shown by its id, and not as an imported picture.
    expect(first.body).toMatchObject({ displayId: 'DP-1', displayName: 'DP-1' });
    const again = await host.expectNothingNew(() => host.send(fields));
    expect([again.status, again.body]).toEqual([200, { ...first.body, duplicate: true }]);
    const [one, other] = await Promise.all(
      [picture(), picture()].map(async (bytes) =>
        Promise.all([host.send([['file', await bytes]]), host.send([['file', await bytes]])]),
      ),
    );
    for (const pair of [one, other]) expect(pair?.map((each) => each.status).sort()).toEqual([200, 201]);
    // What a person threw away is still known; what was lost from the disk is taken again.
    await host.ask(`/api/captures/${first.body.id}`, { method: 'DELETE' });
    expect((await host.send(fields)).body).toMatchObject({
      id: first.body.id,
      reviewState: 'discarded',
      duplicate: true,
    });
  });

  it.each([
    '../../../../tmp/evil.jpg',
    '..\\..\\evil.jpg',
    '/etc/passwd',
    'C:\\Windows\\evil.jpg',
    '\\\\server\\share\\evil.jpg',
    'CON',
    'evil\u0000.jpg',
    'a'.repeat(3000),
    '\u202egpj.exe',
    '__proto__',
  ])('keeps the name %j as text', async (name) => {
    const { status, body } = await host.send([
      ['file', await picture()],
      ['original_filename', name],
    ]);
    expect([status, body.originalFilename]).toEqual([201, name.slice(0, 255)]);
    expect(body.filepath).toMatch(/^captures\/\d{4}\/\d{2}\/\d{2}\/[0-9a-f-]{36}\.jpg$/);
    expect(existsSync(join(host.asked.demo.libraryPath, body.filepath))).toBe(true);
  });
});

it('writes down what was lost through no fault of the sender, and takes it back when a picture is stored', async () => {
  const reader = await restAsker(host.asked, ['memory:read']);
  const unresolved = async () => JSON.stringify((await reader('/api/memory/events/unresolved')).body);
  const incoming = join(host.asked.demo.libraryPath, 'incoming');
  renameSync(incoming, `${incoming}-aside`);
  symlinkSync(host.asked.demo.folder, incoming);
  const failed = await host.send([['file', await picture()]]);
  expect([failed.status, failed.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  expect(await unresolved()).toContain('A picture that a program sent could not be stored');
  rmSync(incoming);
  renameSync(`${incoming}-aside`, incoming);
  expect((await host.send([['file', await picture()]])).status).toBe(201);
  expect(await unresolved()).not.toContain('could not be stored');
});
