import { Worker } from 'node:worker_threads';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Pixels } from '../../ports/signatures.ts';

/** The formats that libvips does not read as it is shipped. */
export type ThreadFormat = 'heic' | 'bmp';

export interface DecodeCall {
  readonly format: ThreadFormat;
  readonly picture: string | Uint8Array;
}

export type DecodeAnswer =
  | { readonly pixels: Pixels }
  | { readonly problem: 'not whole' | 'no decoder'; readonly cause?: unknown };

/** What WebAssembly once took it never gives back while its thread is there. */
const idleMs = 20_000;

/** As written while this runs from its sources, and as compiled in the shipped program. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './decoder.worker.ts' : './decoder.worker.js',
  import.meta.url,
);

/** Decodes in a thread of its own, one picture after the other, which is begun when it is needed. */
class DecoderThread {
  readonly #waiting: { resolve: (answer: DecodeAnswer) => void; reject: (error: unknown) => void }[] = [];
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  async decode(format: ThreadFormat, picture: string | Uint8Array): Promise<Pixels> {
    const answer = await this.#call({ format, picture });
    if ('pixels' in answer) return answer.pixels;
    if (answer.problem === 'no decoder') {
      throw new AppError('UNSUPPORTED', 'Pictures of the format HEIC cannot be read here: their decoder is missing.');
    }
    throw notWhole(answer.cause);
  }

  #call(call: DecodeCall): Promise<DecodeAnswer> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#begin();
    const worker = this.#worker;
    worker.ref();
    // A copy, for these bytes may be a part of others, and their owner may still want them.
    const picture = typeof call.picture === 'string' ? call.picture : new Uint8Array(call.picture);
    worker.postMessage({ ...call, picture }, typeof picture === 'string' ? [] : [picture.buffer]);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #begin(): Worker {
    const worker = new Worker(workerUrl);
    worker.on('message', (answer: DecodeAnswer) => {
      this.#waiting.shift()?.resolve(answer);
      if (this.#waiting.length === 0) this.#rest(worker);
    });
    // Memory may have run out over one of them; the next picture begins anew.
    const end = (cause: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const each of this.#waiting.splice(0)) each.reject(notWhole(cause));
    };
    worker.once('error', end);
    worker.once('exit', () => end(new Error('The thread that decodes has ended.')));
    return worker;
  }

  /** It keeps no program from ending, and is ended itself where nothing comes. */
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => {
      this.#worker = undefined;
      void worker.terminate();
    }, idleMs);
    this.#idle.unref();
  }
}

function notWhole(cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
}

const thread = new DecoderThread();

/**
 * Decodes a HEIC or BMP file, by its path or its bytes. Throws `FILE_UNREADABLE` for what is not whole, and `UNSUPPORTED`
 * where there is no decoder. Look at the size of the picture before.
 */
export function decodeInThread(format: ThreadFormat, picture: string | Uint8Array): Promise<Pixels> {
  return thread.decode(format, picture);
}
