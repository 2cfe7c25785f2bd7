import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Who works on jobs: the name that leases are taken under, and what is known of other names. */
export interface Identity {
  readonly owner: string;
  /** True when this owner's process has certainly ended. False says nothing: it may be another machine's. */
  isGone(owner: string): boolean;
}

/** Names in use in this process: a process may have several libraries open. */
const ownersHere = new Set<string>();

/** A new name for this process. It holds until the process ends. */
export function createProcessIdentity(): Identity {
  const owner = `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`;
  ownersHere.add(owner);
  return { owner, isGone };
}

function isGone(owner: string): boolean {
  const match = /^(.*)\/(\d+)\/[0-9a-f]+$/.exec(owner);
  if (!match || match[1] !== hostname()) return false;
  const pid = Number(match[2]);
  // Another process had our number before us.
  if (pid === process.pid) return !ownersHere.has(owner);
  return hasEnded(pid);
}

/** True when no process of this machine has this number. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The number of the process behind a name, for a person to read. */
export function pidOf(owner: string | null): number | null {
  const pid = Number(owner?.split('/').at(-2));
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}
