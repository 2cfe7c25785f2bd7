import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type HttpHost, startHttpHost } from './http-host.ts';
import { captureOnce, type DemoSession, openDemoSession } from './session.fake.ts';
import { signIn } from './transports.fake.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly signedIn?: boolean;
}

/** A real host on a library with a few pictures, and ways to ask it what no browser would. */
export class AskedHost {
  readonly demo: DemoSession;
  readonly host: HttpHost;
  readonly cookie: string;
  readonly captureId: string;
  readonly windowFolder: string;

  private constructor(demo: DemoSession, host: HttpHost, windowFolder: string, cookie: string, captureId: string) {
    this.demo = demo;
    this.host = host;
    this.windowFolder = windowFolder;
    this.cookie = cookie;
    this.captureId = captureId;
  }

  static async start(): Promise<AskedHost> {
    const demo = await openDemoSession();
    const windowFolder = join(demo.folder, 'window');
    await mkdir(join(windowFolder, 'assets'), { recursive: true });
    await writeFile(join(windowFolder, 'index.html'), '<!doctype html><title>Afterimage</title>');
    await writeFile(join(windowFolder, 'assets', 'main-1234.js'), 'export {};');
    await writeFile(join(demo.folder, 'secret.txt'), 'not for the window');
    const report = (summary: string) => demo.reports.push(summary);
    const host = await startHttpHost({ session: demo.session, windowFolder, report });
    const cookie = await signIn(host.createUrl());
    const [captureId = ''] = await captureOnce(demo);
    return new AskedHost(demo, host, windowFolder, cookie, captureId);
  }

  /** A request with exactly these headers: `fetch` would not let a test lie about Host or Origin. */
  async ask(path: string, options: AskOptions = {}): Promise<Answer> {
    const { method = 'GET', body, signedIn = true } = options;
    const headers = { ...(signedIn ? { cookie: this.cookie } : {}), ...options.headers };
    const request = httpRequest({ host: '127.0.0.1', port: this.host.port, path, method, headers });
    request.end(body);
    const [response] = await once(request, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  }

  /** A request as raw lines, for what no client would send. It must end its connection. Returns the status line. */
  async askRaw(...lines: string[]): Promise<string> {
    const socket = connect(this.host.port, '127.0.0.1');
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    return Buffer.concat(chunks).toString('latin1').split('\r\n')[0] ?? '';
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.demo.dispose();
  }
}
