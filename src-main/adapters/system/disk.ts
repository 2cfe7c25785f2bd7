import { statfs } from 'node:fs/promises';
import type { Disk } from '../../ports/surroundings.ts';

/** Free space as an ordinary user has it: blocks reserved for root do not count. */
export function createDisk(): Disk {
  return {
    space: async (path) => {
      const facts = await statfs(path);
      return { freeBytes: facts.bavail * facts.bsize, totalBytes: facts.blocks * facts.bsize };
    },
  };
}
