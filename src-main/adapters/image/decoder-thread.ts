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
  #turn: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Each may take much memory, so they wait for each other. */
  decode(format: ThreadFormat, picture: string | Uint8Array): Promise<Pixels> {
    const turn = this.#turn.then(() => this.#decode({ format, picture }));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #decode(call: DecodeCall): Promise<Pixels> {
    clearTimeout(this.#idle);
    const worker = this.#worker ?? new Worker(workerUrl);
    this.#worker = worker;
    worker.ref();
    const answer = await this.#answerOf(worker, call);
    if ('pixels' in answer || answer.cause === undefined) this.#rest(worker);
    // After it was interrupted WebAssembly may answer nothing more; the next picture gets a thread that is new.
    else this.#end(worker);
    if ('pixels' in answer) return answer.pixels;
    if (answer.problem === 'not whole') throw notWhole(answer.cause);
    throw new AppError(
      'UNSUPPORTED',
      `A ${call.format.toUpperCase()} picture cannot be read here: its decoder is missing.`,
      {
        cause: answer.cause,
      },
    );
  }

  #answerOf(worker: Worker, call: DecodeCall): Promise<DecodeAnswer> {
    // A copy, for these bytes may be a part of others, and their owner may still want them.
    const picture = typeof call.picture === 'string' ? call.picture : new Uint8Array(call.picture);
    return new Promise((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (cause: NodeJS.ErrnoException) => {
        // Where it could not even begin, that is not the fault of the picture.
        resolve({ problem: cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'not whole' : 'no decoder', cause });
      });
      worker.postMessage({ ...call, picture }, typeof picture === 'string' ? [] : [picture.buffer]);
    });
  }

  /** It keeps no program from ending, and is ended itself where nothing comes. */
  #rest(worker: Worker): void {
    worker.removeAllListeners('error');
    // Between two pictures there is nobody whom it would concern.
    worker.once('error', () => this.#end(worker));
    worker.unref();
    this.#idle = setTimeout(() => this.#end(worker), idleMs);
    this.#idle.unref();
  }

  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    worker.removeAllListeners('error');
    worker.on('error', () => {});
    void worker.terminate();
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
