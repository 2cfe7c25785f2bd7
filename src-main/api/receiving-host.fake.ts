import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { expect } from 'vitest';
import { AskedHost } from './asked-host.fake.ts';
import { type AskRest, type RestAnswer, restAsker } from './rest-asker.fake.ts';

/** A picture that nobody sent before. */
export function picture(): Promise<Buffer> {
  return sharp(randomBytes(64 * 48 * 3), { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
}

export type Fields = readonly (readonly [name: string, value: string | Buffer, filename?: string])[];

/** The bytes of a form, so that a test can send what no client would. */
export function form(fields: Fields, boundary = 'oIuY'): { body: Buffer; headers: Record<string, string> } {
  const parts = fields.flatMap(([name, value, filename]) => {
    const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')];
  });
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

/** A host that pictures are sent to, and that captures nothing itself. */
export class ReceivingHost {
  readonly asked: AskedHost;
  readonly ask: AskRest;

  private constructor(asked: AskedHost, ask: AskRest) {
    this.asked = asked;
    this.ask = ask;
  }

  static async start(): Promise<ReceivingHost> {
    const asked = await AskedHost.start();
    await asked.demo.session.library().capture.setEnabled(false);
    return new ReceivingHost(asked, await restAsker(asked, ['memory:write', 'captures:read', 'decide']));
  }

  send(fields: Fields, asker = this.ask): Promise<RestAnswer> {
    return asker('/api/captures', { method: 'POST', ...form(fields) });
  }

  /** Every file of the library that could be left behind. */
  files(): string[] {
    return readdirSync(this.asked.demo.libraryPath, { recursive: true })
      .map(String)
      .filter((path) => /^(captures|incoming|trash)\/.*\./.test(path))
      .sort();
  }

  isReceiving(): boolean {
    return this.files().some((path) => path.startsWith('incoming/'));
  }

  async expectNothingNew<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = [this.files(), (await this.ask('/api/stats')).body.captures];
    const result = await work();
    expect([this.files(), (await this.ask('/api/stats')).body.captures]).toEqual(before);
    return result;
  }
}
