import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type DesktopAppSetUp,
  type DesktopAppUnderTest,
  endAppUnderTest,
  startAppUnderTest,
} from './double/desktop-app.fake.ts';
import { DoubleEvent, DoublePort, DoubleWebContents } from './double/window-double.fake.ts';

let app: DesktopAppUnderTest | undefined;

async function start(setUp?: DesktopAppSetUp): Promise<DesktopAppUnderTest> {
  app = await startAppUnderTest(setUp);
  return app;
}

afterEach(async () => {
  await endAppUnderTest(app);
  app = undefined;
  vi.unstubAllEnvs();
});

describe('who may talk to the core', () => {
  it('is the page of our window', async () => {
    const client = (await start()).connect();
    expect(await client.app.info()).toMatchObject({ host: 'electron' });
    expect(await client.app.launchAtLogin()).toEqual({ enabled: false });
    expect(await client.app.setLaunchAtLogin({ enabled: true })).toEqual({ enabled: true });
    await expect(client.app.openScreenRecordingSettings()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it.each([
    ['another web contents', () => ({ contents: new DoubleWebContents() }), /not a window/],
    ['a frame inside the page', () => ({ frame: { parent: {} as never, origin: 'afterimage://app' } }), /frame inside/],
    ['another origin', () => ({ frame: { parent: null, origin: 'https://app.example' } }), /another origin/],
    ['a likely origin', () => ({ frame: { parent: null, origin: 'afterimage://app.example' } }), /another origin/],
    ['no origin', () => ({ frame: { parent: null, origin: 'null' } }), /another origin/],
    ['a frame that is gone', () => ({ frame: null }), /is gone/],
    ['a sender without a port', () => ({ ports: [] }), /one port/],
  ] as const)('is not %s', async (_name, from, reason) => {
    const { double, reported } = await start();
    const [, port] = DoublePort.pair();
    double.handOver(port, from() as Parameters<typeof double.handOver>[1]);
    expect(port.listenerCount('message')).toBe(0);
    expect(reported).toHaveLength(1);
    expect((reported[0] as Error).message).toMatch(reason);
    const brought = 'ports' in from() ? [] : [port];
    for (const each of brought) expect(each.closed).toBe(true);
  });

  it('may ask while the library is still being opened', async () => {
    const early: Promise<unknown>[] = [];
    await start({
      prepare: async (_libraryPath, double) => {
        double.app.once('web-contents-created', () => {
          queueMicrotask(() => {
            const [page, main] = DoublePort.pair();
            const answer = new Promise((resolve) => page.on('message', resolve));
            page.start();
            double.handOver(main, {});
            page.postMessage(JSON.stringify({ i: '1', p: { u: 'http://orpc/app/info', b: {} } }));
            early.push(answer);
          });
        });
      },
    });
    expect(early).toHaveLength(1);
    expect(await early[0]).toMatchObject({ data: expect.stringContaining('electron') });
  });
});

describe('what the page may do', () => {
  it('loads our files and pictures, and nothing else', async () => {
    const { double } = await start();
    const page = await double.request('afterimage://app/');
    expect(await page.text()).toContain('<title>Afterimage</title>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toMatch(/https?:|\*/);
    expect((await double.request('afterimage://app/day/2026-01-31')).headers.get('content-type')).toContain(
      'text/html',
    );
    expect((await double.request('afterimage://app/assets/app.js')).headers.get('content-type')).toContain(
      'javascript',
    );
    for (const url of [
      'afterimage://app/../secret.txt',
      'afterimage://app/..%2fsecret.txt',
      'afterimage://app/%2e%2e/secret.txt',
      'afterimage://app/assets/missing.js',
      'afterimage://other/index.html',
      'afterimage://app:1/index.html',
      'afterimage://app/media/full/00000000-0000-7000-8000-000000000000',
      'afterimage://app/media/full/..%2f..%2fsecret.txt',
    ]) {
      expect((await double.request(url)).status, url).toBe(404);
    }
    expect((await double.request('afterimage://app/', { method: 'POST' })).status).toBe(405);
  });

  it('sees the pictures that were taken', async () => {
    const running = await start({ override: { enabled: true, intervalSeconds: 1, source: 'demo' } });
    const client = running.connect();
    const [capture] = await vi.waitUntil(async () => {
      const { items } = await client.captures.list({});
      return items.length > 0 && items;
    }, 10_000);
    const response = await running.double.request(`afterimage://app/media/full/${capture?.id}`);
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(capture?.sha256);
  });

  it('goes nowhere, opens nothing and holds no guest page', async () => {
    const { double } = await start();
    const contents = double.window().webContents;
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(contents.navigate('https://example.org/', event)).toBe(false);
      expect(contents.navigate('file:///etc/passwd', event)).toBe(false);
      expect(contents.navigate('afterimage://app.example/', event)).toBe(false);
      expect(contents.navigate('afterimage://user@app/', event)).toBe(false);
      expect(contents.navigate('no address', event)).toBe(false);
      expect(contents.navigate('afterimage://app/settings', event)).toBe(true);
    }
    expect(contents.windowOpenHandler?.({ url: 'afterimage://app/' })).toEqual({ action: 'deny' });
    const attach = new DoubleEvent();
    contents.emit('will-attach-webview', attach);
    expect(attach.defaultPrevented).toBe(true);
  });

  it('is given no permission, no download and no network', async () => {
    const { double } = await start();
    const { session } = double;
    const asked: boolean[] = [];
    const contents = double.window().webContents as never;
    for (const permission of ['media', 'notifications', 'geolocation', 'clipboard-read', 'openExternal'] as const) {
      session.permissionRequest?.(contents, permission, (granted) => void asked.push(granted), {} as never);
      expect(session.permissionCheck?.(contents, permission, 'afterimage://app', {} as never)).toBe(false);
    }
    expect(asked).toEqual([false, false, false, false, false]);
    expect(session.devicePermission?.({} as never)).toBe(false);
    const streams: unknown[] = [];
    session.displayMedia?.({} as never, (given) => void streams.push(given));
    expect(streams).toEqual([null]);
    expect(session.spellChecker).toBe(false);
    for (const url of ['https://example.org/', 'http://127.0.0.1/', 'ws://127.0.0.1/', 'file:///etc/passwd']) {
      expect(session.allows(url), url).toBe(false);
    }
    for (const url of ['afterimage://app/assets/app.js', 'blob:afterimage://app/1', 'data:image/png;base64,']) {
      expect(session.allows(url), url).toBe(true);
    }
    const saves = (url: string) => {
      const download = new DoubleEvent();
      session.emit('will-download', download, { getURL: () => url });
      return !download.defaultPrevented;
    };
    for (const url of ['https://example.org/', 'afterimage://app/media/full/1', 'blob:afterimage://app.example/1']) {
      expect(saves(url), url).toBe(false);
    }
    expect(saves('blob:afterimage://app/1')).toBe(true);
  });
});
