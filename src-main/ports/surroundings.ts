/** What the operating system tells about the person and the machine. Each port has an honest "unknown". */

export interface ActiveWindowInfo {
  readonly appName: string;
  readonly windowTitle: string;
}

export interface ActiveWindow {
  /** The window with the focus; undefined where it cannot be known (then exclusions, if any are set, fail closed). */
  current(): Promise<ActiveWindowInfo | undefined>;
}

export type PowerChange = 'suspend' | 'resume' | 'lock' | 'unlock';

export interface Power {
  /** Tells sleep, wake, lock and unlock until the returned function is called. */
  subscribe(listener: (change: PowerChange) => void): () => void;
  /** Seconds since the last keyboard or mouse input; undefined where the system does not tell. */
  idleSeconds(): Promise<number | undefined>;
}

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface Disk {
  /** Space for an ordinary user on the file system that holds this path. */
  space(path: string): Promise<DiskSpace>;
}

export interface CapturePermission {
  /** Whether the system lets us see the screens. Asked anew each time, never remembered. */
  granted(): Promise<boolean>;
}
