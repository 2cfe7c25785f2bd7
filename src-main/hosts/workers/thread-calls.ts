import { type MessagePort, Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, isAppError } from '../../../src-shared/domain/app-error.ts';

/** What goes to a thread: one call of one method. */
interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

type Answer = { readonly call: number } & (
  | { readonly value: unknown }
  | { readonly problem: { code: ErrorCode; message: string; details: AppError['details'] } }
  | { readonly error: unknown }
);

type Methods = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** Answers the calls that come over this port, in the order in which they are done. Errors keep their code. */
export function answerCalls(port: MessagePort, methods: Methods): void {
  port.on('message', async ({ call, method, parameters }: Call) => {
    const answer = async (): Promise<Answer> => {
      try {
        const work = methods[method];
        if (!work) throw new Error(`The thread knows no method ${method}.`);
        return { call, value: await work(...(parameters as never[])) };
      } catch (error) {
        if (isAppError(error)) {
          return { call, problem: { code: error.code, message: error.message, details: error.details } };
        }
        return { call, error };
      }
    };
    port.postMessage(await answer());
  });
}

/**
 * Calls methods of a thread, which is begun with the first call and again after it failed. Everything a thread holds
 * can be read anew, so nothing is lost with it.
 */
export class ThreadCalls {
  readonly #url: URL;
  readonly #workerData: unknown;
  readonly #finishesCalls: boolean;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  #worker: Worker | undefined;
  #lastCall = 0;
  #closed = false;

  /**
   * With `finishesCalls` the thread is ended only when it has answered: decoders have threads of their own that must not
   * come back to one that is gone.
   */
  constructor(url: URL, workerData: unknown, { finishesCalls = false } = {}) {
    this.#url = url;
    this.#workerData = workerData;
    this.#finishesCalls = finishesCalls;
  }

  call<Result>(method: string, ...parameters: readonly unknown[]): Promise<Result> {
    if (this.#closed) return Promise.reject(new AppError('LIBRARY_UNAVAILABLE', 'The library is being closed.'));
    const worker = this.#worker ?? this.#begin();
    this.#lastCall += 1;
    const call = this.#lastCall;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ call, method, parameters } satisfies Call);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    const unanswered = new Set(this.#waiting.keys());
    this.#fail(new AppError('LIBRARY_UNAVAILABLE', 'The library is being closed.'));
    if (worker && this.#finishesCalls) await answersOf(worker, unanswered);
    await worker?.terminate();
  }

  #begin(): Worker {
    const worker = new Worker(this.#url, { workerData: this.#workerData });
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.once('error', (error) => this.#end(worker, error));
    worker.once('exit', (code) => this.#end(worker, new Error(`A thread ended (${code}) without an answer.`)));
    this.#worker = worker;
    return worker;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.call);
    this.#waiting.delete(answer.call);
    if (!waiting) return;
    if ('value' in answer) waiting.resolve(answer.value);
    else if ('problem' in answer) {
      const { code, message, details } = answer.problem;
      waiting.reject(new AppError(code, message, { details: { ...details } }));
    } else waiting.reject(answer.error);
  }

  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Resolves when the thread has answered all of these calls, or has ended. */
function answersOf(worker: Worker, calls: Set<number>): Promise<void> {
  return new Promise((resolve) => {
    if (calls.size === 0) return resolve();
    worker.on('message', ({ call }: Answer) => {
      calls.delete(call);
      if (calls.size === 0) resolve();
    });
    worker.once('exit', () => resolve());
  });
}

/** The file of a thread beside its caller: as written while this runs from its sources, and as compiled. */
export function threadUrl(name: string, callerUrl: string): URL {
  return new URL(`./${name}.${callerUrl.endsWith('.ts') ? 'ts' : 'js'}`, callerUrl);
}
