import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import sharp from 'sharp';

/** Mounts a small file system on a new folder, to be full for real; `mountReason` says where that is impossible. */
export function mountSmallDisk(path: string, kilobytes: number): void {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=0700`, 'tmpfs', path]);
}

/** Gives it room for everything. */
export function makeRoomOn(path: string): void {
  execFileSync('mount', ['-o', 'remount,size=100m', path]);
}

/** Takes it away, also while files on it are open; nothing where it was never mounted. */
export function unmountSmallDisk(path: string): void {
  if (existsSync(path)) execFileSync('umount', ['--lazy', path]);
}

/** A JPEG of noise, which no compression makes small. */
export async function writeNoise(path: string, width: number, height: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  await sharp({ create: { width, height, channels: 3, noise, background: '#888' } })
    .jpeg({ quality: 90 })
    .toFile(path);
}
