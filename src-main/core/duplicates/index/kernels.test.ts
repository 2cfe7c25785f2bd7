import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { nearPairsModule } from './near-pairs-module.ts';
import { scanHashesModule } from './scan-hashes-module.ts';

it.each([
  ['scan-hashes.wat', scanHashesModule],
  ['near-pairs.wat', nearPairsModule],
])('has the kernel that %s says', async (name, module) => {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const built = parseWat(name, text, { simd: true, bulk_memory: true }).toBinary({}).buffer;
  expect(Buffer.from(module()).equals(Buffer.from(built))).toBe(true);
});
