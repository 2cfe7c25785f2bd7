import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { scanHashesModule } from './scan-hashes-module.ts';

it('has the kernel that its text says', async () => {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL('scan-hashes.wat', import.meta.url), 'utf8');
  const built = parseWat('scan-hashes.wat', text).toBinary({}).buffer;
  expect(Buffer.from(scanHashesModule()).equals(Buffer.from(built))).toBe(true);
});
