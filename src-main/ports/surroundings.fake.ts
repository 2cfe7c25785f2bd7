import type {
  ActiveWindow,
  ActiveWindowInfo,
  CapturePermission,
  Disk,
  DiskSpace,
  Power,
  PowerChange,
} from './surroundings.ts';

/** Everything around capture, as a test sets it. */
export class FakeSurroundings implements ActiveWindow, Power, Disk, CapturePermission {
  window: ActiveWindowInfo | undefined = { appName: 'Editor', windowTitle: 'notes.txt' };
  idleForSeconds: number | undefined = 0;
  diskSpace: DiskSpace = { freeBytes: 500e9, totalBytes: 1_000e9 };
  permissionGranted = true;
  libraryPresent = true;
  readonly #listeners = new Set<(change: PowerChange) => void>();

  async current(): Promise<ActiveWindowInfo | undefined> {
    return this.window;
  }

  subscribe(listener: (change: PowerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: PowerChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  async idleSeconds(): Promise<number | undefined> {
    return this.idleForSeconds;
  }

  async space(): Promise<DiskSpace> {
    return this.diskSpace;
  }

  async granted(): Promise<boolean> {
    return this.permissionGranted;
  }
}
