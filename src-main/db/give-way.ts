import { setPriority } from 'node:os';

/** A quarter of the time of a contested processor. More would be felt where a person waits for such a thread after all. */
const niceness = 5;

/**
 * Lets everything else go first from now on, in the thread that calls it: the rest of this program and all others. For
 * threads that work long. Only on Linux has each thread a priority of its own.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    // There, 0 is this thread and not the whole process.
    setPriority(0, niceness);
  } catch {
    // It goes on as it is; only the others wait longer.
  }
}
