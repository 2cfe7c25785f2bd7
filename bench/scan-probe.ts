/**
 * Preloaded into the product while the search is measured (`--import`): writes down, once a second, the longest time
 * for which the event loop of its main thread was held up, how much of it the thread had a processor, and how much of it
 * others had it. The rest it waited, for the disk. The file to write is the query of this module's address.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const everyMs = 5;

/** What the probe writes: one line of JSON a second. */
export interface HeldUp {
  readonly at: number;
  readonly heldUpMs: number;
  readonly workedMs: number;
  /** It had work and got no processor. */
  readonly queuedMs: number;
}

if (isMainThread) watch(decodeURIComponent(new URL(import.meta.url).search.slice(1)));

/** What the system notes about this thread: nanoseconds on a processor, and waiting for one. */
function times(): { at: number; workedMs: number; queuedMs: number } {
  const [worked, queued] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
  return { at: performance.now(), workedMs: (worked ?? 0) / 1e6, queuedMs: (queued ?? 0) / 1e6 };
}

function watch(path: string): void {
  const none = { heldUpMs: 0, workedMs: 0, queuedMs: 0 };
  let last = times();
  let worst = none;
  setInterval(() => {
    const now = times();
    const heldUpMs = Math.max(0, now.at - last.at - everyMs);
    if (heldUpMs > worst.heldUpMs) {
      worst = { heldUpMs, workedMs: now.workedMs - last.workedMs, queuedMs: now.queuedMs - last.queuedMs };
    }
    last = now;
  }, everyMs).unref();
  setInterval(() => {
    appendFileSync(path, `${JSON.stringify({ at: Date.now(), ...worst } satisfies HeldUp)}\n`);
    worst = none;
  }, 1000).unref();
}
