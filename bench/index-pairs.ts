/**
 * All near pairs of a file of hashes, in a process of its own so that its memory can be told:
 * `node bench/index-pairs.ts FILE HASHES RADIUS`. Prints one JSON line.
 */
import { readFileSync } from 'node:fs';
import { nearPairs } from '../src-main/core/duplicates/index/near-pairs.ts';

const [path = '', hashes = '', radius = ''] = process.argv.slice(2);
const bytes = new Uint8Array(Number(hashes) * 32);
bytes.set(readFileSync(path).subarray(0, bytes.length));
const packed = new Uint32Array(bytes.buffer);
// The compiler of the runtime warms up on a small part, as it does in a worker that lives on.
nearPairs(packed.slice(0, 20_000 * 8), Number(radius), () => {});
let pairs = 0;
const start = process.cpuUsage();
nearPairs(packed, Number(radius), () => {
  pairs += 1;
});
const { user, system } = process.cpuUsage(start);
console.log(
  JSON.stringify({ cpuMs: (user + system) / 1000, pairs, residentBytes: process.resourceUsage().maxRSS * 1024 }),
);
