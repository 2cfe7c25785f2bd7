import { join } from 'node:path';
import type { Capture } from '../src-shared/contract/captures.ts';
import type { SourceName } from '../src-shared/domain/vocabulary.ts';
import { cornerPixels, monitorOfColour } from './displays/coloured-background.ts';
import { threeMonitors } from './displays/virtual-displays.ts';
import type { Api } from './fixtures/afterimage.ts';
import { type CaptureRow, inspectLibrary, meanColour } from './fixtures/inspect-library.ts';
import { apiOf, type Desk, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';
import { TimelinePage } from './pages/timeline-page.ts';

const sources: readonly SourceName[] = ['native', 'screenshot-desktop'];

/** All captures by keyset paging, oldest first. */
async function allCaptures(api: Api): Promise<Capture[]> {
  const captures: Capture[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.captures.list({ order: 'oldest', limit: 7, cursor });
    captures.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return captures;
}

async function newestOf(api: Api, displayId: string): Promise<Capture | undefined> {
  return (await api.captures.list({ displayId, limit: 1 })).items[0];
}

/** Changes what is on a monitor and waits until a picture of the change is stored; returns it. */
async function changeAndWait(api: Api, desk: Desk, name: string, line: string): Promise<Capture> {
  const before = (await newestOf(api, name))?.id;
  // Long enough to be more than the smallest change worth storing.
  await desk.windows.get(name)?.print(`${line} ${'#'.repeat(60)}`);
  await expect
    .poll(async () => (await newestOf(api, name))?.id !== before, { message: `a picture of ${name}` })
    .toBe(true);
  return (await newestOf(api, name)) as Capture;
}

/** Every field of a row that the API shows too. */
function fieldsOfRow(row: CaptureRow) {
  return {
    id: row.id,
    filepath: row.filepath,
    localDay: row.local_day,
    capturedAt: row.captured_at,
    endedAt: row.ended_at,
    displayId: row.display_id,
    displayName: row.display_name,
    width: row.width,
    height: row.height,
    fileSize: row.file_size,
    mimeType: row.mime_type,
    sha256: row.sha256,
    missingAt: row.missing_at,
  };
}

for (const source of sources) {
  test(`three displays with ${source}: what is on disk, in the database, in the API and in the window is the same`, async ({
    desk,
    home,
    serve,
    page,
  }) => {
    test.setTimeout(180_000);
    const { displays } = desk;
    const server = await serve({ environment: displays.environment() });
    const window = new AppWindow(page);
    const timeline = new TimelinePage(page);
    await window.open(server);
    const api = await apiOf(page, server);
    await api.preferences.set({ key: 'source', value: source });
    await api.preferences.set({ key: 'intervalSeconds', value: 1 });
    await window.startCapturing();
    await window.expectState('capturing');
    expect((await api.capture.status()).source).toMatchObject({ name: source, demo: false });

    await test.step('every display is captured in its own size and shown in the window', async () => {
      for (const monitor of threeMonitors) {
        const capture = await changeAndWait(api, desk, monitor.name, 'first change');
        expect(capture).toMatchObject({ width: monitor.width, height: monitor.height, displayX: monitor.x });
        await timeline.chooseDisplay(monitor.name);
        await expect.poll(async () => (await timeline.shownCapture()).id).toBe(capture.id);
        expect(await timeline.shownCapture()).toMatchObject({ width: monitor.width, height: monitor.height });
      }
    });

    await test.step('an unplugged display is missed with its reason, and keeps its id when it is back', async () => {
      await displays.unplug('DUMMY1');
      const healthOf = async (name: string) =>
        (await api.capture.status()).displays.find((each) => each.display.name === name)?.health;
      await expect.poll(() => healthOf('DUMMY1')).toBe('disconnected');
      await changeAndWait(api, desk, 'DUMMY0', 'while the second display is gone');
      await displays.plug(threeMonitors[1] as (typeof threeMonitors)[number]);
      await expect.poll(() => healthOf('DUMMY1')).toBe('ok');
      const capture = await changeAndWait(api, desk, 'DUMMY1', 'plugged in again');
      expect(capture).toMatchObject({ displayId: 'DUMMY1', width: 1280, height: 1024 });
      const { gaps } = await api.timeline.day({ day: capture.localDay });
      expect(gaps).toContainEqual(
        expect.objectContaining({ reason: 'display_unplugged', displayId: 'DUMMY1', endedAt: expect.any(Number) }),
      );
    });

    await test.step('a new resolution and a display turned upright are stored in their true size', async () => {
      await displays.resize('DUMMY0', 1600, 900);
      await expect.poll(async () => (await newestOf(api, 'DUMMY0'))?.width).toBe(1600);
      expect(await newestOf(api, 'DUMMY0')).toMatchObject({ width: 1600, height: 900 });
      await displays.rotate('DUMMY2');
      await expect.poll(async () => (await newestOf(api, 'DUMMY2'))?.width).toBe(768);
      expect(await newestOf(api, 'DUMMY2')).toMatchObject({ width: 768, height: 1024 });
    });

    await test.step('nothing is captured while paused, and again after', async () => {
      await window.pause(/until i resume/i);
      await window.expectState('paused');
      const before = (await allCaptures(api)).length;
      await desk.windows.get('DUMMY0')?.print('not to be seen');
      await expect(api.capture.now()).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await allCaptures(api)).length).toBe(before);
      await window.resume();
      await window.expectState('capturing');
      await changeAndWait(api, desk, 'DUMMY0', 'resumed');
    });

    await window.pause(/until i resume/i);
    await window.expectState('paused');
    const inspection = await inspectLibrary(home.libraryPath);

    await test.step('files and rows belong together, byte by byte and pixel by pixel', async () => {
      expect(inspection.damage).toEqual([]);
      expect(inspection.orphans).toEqual([]);
      expect(inspection.temporaryFiles).toEqual([]);
      expect(inspection.files).toEqual(inspection.rows.map((row) => row.filepath).sort());
    });

    await test.step('no picture is filed under the wrong display', async () => {
      const corner = { left: 0, top: 0, width: cornerPixels, height: cornerPixels };
      for (const row of inspection.rows) {
        const colour = await meanColour(join(home.libraryPath, row.filepath), corner);
        expect(`${row.filepath} shows ${monitorOfColour(colour)}`).toBe(`${row.filepath} shows ${row.display_id}`);
      }
    });

    await test.step('the API tells the same as the database', async () => {
      const captures = await allCaptures(api);
      expect(captures).toHaveLength(inspection.rows.length);
      const byId = new Map(captures.map((capture) => [capture.id, capture]));
      for (const row of inspection.rows) expect(byId.get(row.id)).toMatchObject(fieldsOfRow(row));
      const day = await api.timeline.day({ day: inspection.rows[0]?.local_day ?? '' });
      expect(day.captures).toBe(inspection.rows.length);
      expect(day.bytes).toBe(inspection.rows.reduce((sum, row) => sum + row.file_size, 0));
      expect((await api.library.storage()).captures).toBe(inspection.rows.length);
    });

    await test.step('the window shows the same as the API', async () => {
      await page.reload();
      for (const { name } of threeMonitors) {
        await timeline.chooseDisplay(name);
        const ids = inspection.rows.filter((row) => row.display_id === name).map((row) => row.id);
        await expect.poll(async () => (await timeline.listed()).total).toBe(ids.length);
        expect([...(await timeline.scrollThroughList())].sort()).toEqual(ids.sort());
      }
      const [row] = inspection.rows;
      const served = await page.evaluate(async (id) => {
        const response = await fetch(`/media/full/${id}`);
        const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
        return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      }, row?.id);
      expect(served).toBe(row?.sha256);
    });
  });
}

test('a new capture appears in the window by itself within a second', async ({ desk, serve, page }) => {
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  const timeline = new TimelinePage(page);
  await window.open(server);
  const api = await apiOf(page, server);
  await api.preferences.set({ key: 'intervalSeconds', value: 1 });
  await window.startCapturing();
  await window.expectState('capturing');
  await timeline.chooseDisplay('DUMMY0');
  // Notes, inside the page, when each capture was first in the list.
  await page.evaluate(() => {
    const seen = new Map<string, number>();
    Object.assign(globalThis, { firstSeen: seen });
    const look = () => {
      for (const image of document.querySelectorAll<HTMLImageElement>('ul[aria-label="Captures"] img')) {
        const id = /thumb\/([0-9a-f-]{36})/.exec(image.src)?.[1];
        if (id && !seen.has(id)) seen.set(id, Date.now());
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  for (let round = 1; round <= 3; round += 1) {
    const capture = await changeAndWait(api, desk, 'DUMMY0', `live ${round}`);
    const firstSeen = () =>
      page.evaluate(
        (id) => (globalThis as unknown as { firstSeen: Map<string, number> }).firstSeen.get(id),
        capture.id,
      );
    await expect.poll(firstSeen).toBeDefined();
    expect(((await firstSeen()) as number) - capture.createdAt).toBeLessThan(1000);
    await expect.poll(async () => (await timeline.shownCapture()).id).toBe(capture.id);
  }
});
