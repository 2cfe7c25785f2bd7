import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';

/** One block of an event stream, as it came. A block of comments alone has no `event`. */
export interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: unknown;
  readonly comments: readonly string[];
}

/** A stream of server-sent events, read by nothing but the text of the standard. */
export class SentEvents {
  readonly response: IncomingMessage;
  readonly #request: ClientRequest;
  readonly #chunks: AsyncIterator<Buffer>;
  #text = '';

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.response = response;
    this.#chunks = response[Symbol.asyncIterator]();
  }

  static async open(port: number, headers: Record<string, string>, path = '/api/stream'): Promise<SentEvents> {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers });
    request.on('error', () => {});
    request.end();
    const [response] = await once(request, 'response');
    return new SentEvents(request, response);
  }

  /** The next block, comments among them; undefined after the last one. */
  async nextBlock(): Promise<SentEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return parse(block);
      }
      const { done, value } = await this.#chunks.next();
      if (done) return undefined;
      this.#text += value.toString();
    }
  }

  /** The next event; undefined after the last one. */
  async next(): Promise<SentEvent | undefined> {
    for (;;) {
      const block = await this.nextBlock();
      if (!block || block.event !== undefined) return block;
    }
  }

  /** The next message of this type; those before it are skipped. */
  async nextOf(type: string): Promise<SentEvent & { data: { type: string } & Record<string, unknown> }> {
    for (;;) {
      const event = await this.next();
      if (!event) throw new Error(`The stream ended before “${type}” came.`);
      const data = event.data as { type: string };
      if (data.type === type) return { ...event, data: { ...data } };
    }
  }

  leave(): void {
    this.#request.destroy();
  }
}

function parse(block: string): SentEvent {
  const fields = block.split('\n').map((line) => /^([^:]*):? ?(.*)$/s.exec(line)?.slice(1) ?? ['', '']);
  const textOf = (name: string): string | undefined => fields.find(([each]) => each === name)?.[1];
  const data = textOf('data');
  return {
    id: textOf('id'),
    event: textOf('event'),
    data: data === undefined ? undefined : JSON.parse(data),
    comments: fields.filter(([name]) => name === '').map(([, value]) => value ?? ''),
  };
}
