import { Text } from '@mantine/core';
import type { LibraryStatus } from '../../../src-shared/contract/library.ts';
import { formatBytes } from '../../lib/format.ts';
import classes from './status.module.css';

/** The disk of the library: the library, everything else, what is free, and what is kept free. */
export function DiskBar({
  disk,
  libraryBytes,
}: {
  readonly disk: NonNullable<LibraryStatus['disk']>;
  readonly libraryBytes: number;
}) {
  const used = Math.max(0, disk.totalBytes - disk.freeBytes);
  const library = Math.min(used, libraryBytes);
  const percent = (bytes: number): string => `${disk.totalBytes > 0 ? (bytes / disk.totalBytes) * 100 : 0}%`;
  const below = disk.freeBytes <= disk.floorBytes;
  return (
    <div>
      <div
        className={classes.disk}
        role="img"
        aria-label={`Disk of ${formatBytes(disk.totalBytes)}: ${formatBytes(library)} Afterimage, ${formatBytes(used - library)} other files, ${formatBytes(disk.freeBytes)} free, of which ${formatBytes(disk.floorBytes)} are kept free`}
      >
        <div className={classes.diskOther} style={{ width: percent(used - library) }} />
        <div className={classes.diskLibrary} style={{ width: percent(library) }} />
        <div className={classes.diskFloor} style={{ width: percent(disk.floorBytes) }} />
      </div>
      <ul className={classes.legend}>
        <li>
          <i className={classes.diskOther} aria-hidden /> Other files {formatBytes(used - library)}
        </li>
        <li>
          <i className={classes.diskLibrary} aria-hidden /> Afterimage {formatBytes(library)}
        </li>
        <li>
          <i className={classes.diskFree} aria-hidden /> Free {formatBytes(disk.freeBytes)} of{' '}
          {formatBytes(disk.totalBytes)}
        </li>
        <li>
          <i className={classes.diskFloor} aria-hidden /> Kept free {formatBytes(disk.floorBytes)}
        </li>
      </ul>
      {below && (
        <Text size="sm" c="var(--color-problem)" mt="xs" role="alert">
          Less is free than is to be kept free, so capture has stopped. Free some space, or lower the limit in the
          settings.
        </Text>
      )}
    </div>
  );
}
