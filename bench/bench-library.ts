import { createSharpCodec } from '../src-main/adapters/image/sharp-codec.ts';
import { screenSourceCandidates } from '../src-main/adapters/screen/candidates.ts';
import { createActiveWindow } from '../src-main/adapters/system/active-window.ts';
import { createDisk } from '../src-main/adapters/system/disk.ts';
import { createPermission } from '../src-main/adapters/system/permission.ts';
import { createPower } from '../src-main/adapters/system/power.ts';
import { createSystemClock } from '../src-main/adapters/system/system-clock.ts';
import { reportToStandardError } from '../src-main/api/typed-errors.ts';
import type { CaptureOverride } from '../src-main/core/capture/capture-dependencies.ts';
import { LiveBus } from '../src-main/core/live-bus.ts';
import type { OpenedLibrary } from '../src-main/hosts/assemble-library.ts';
import { openLibrary } from '../src-main/hosts/open-library.ts';

/** A library as the product opens it; with everything running but capture, unless told otherwise. */
export async function openBenchLibrary(
  path: string,
  override: CaptureOverride = { enabled: false },
): Promise<OpenedLibrary> {
  const library = await openLibrary(path, true, {
    live: new LiveBus(),
    clock: createSystemClock(),
    codec: createSharpCodec(),
    disk: createDisk(),
    activeWindow: createActiveWindow(),
    power: createPower(),
    permission: createPermission(),
    candidates: screenSourceCandidates(),
    host: 'cli',
    versions: { app: 'bench', platform: process.platform, runtime: `node ${process.versions.node}` },
    capture: true,
    override,
    report: reportToStandardError,
  });
  await library.ready;
  return library;
}
