import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

const noThreadPriority = process.platform !== 'linux' && 'only Linux has a priority for each thread';

describe.skipIf(noThreadPriority)(`giving way${noThreadPriority ? ` (skipped: ${noThreadPriority})` : ''}`, () => {
  it('lowers the priority of the thread that does so, and of no other', async () => {
    const before = getPriority();
    const code = `
      import { getPriority } from 'node:os';
      import { parentPort } from 'node:worker_threads';
      import { giveWay } from ${JSON.stringify(new URL('./give-way.ts', import.meta.url).href)};
      giveWay();
      parentPort.postMessage(getPriority(0));`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    const inThread = await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(inThread).toBeGreaterThan(before);
    expect(getPriority()).toBe(before);
    expect(Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1]?.split(' ')[16])).toBe(before);
  });
});
