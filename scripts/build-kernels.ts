/**
 * Rebuilds the WebAssembly module that signs pictures from its text: `node scripts/build-kernels.ts`. The result is
 * committed, and a test beside it checks that it is what the text says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const folder = new URL('../src-main/core/duplicates/signature/', import.meta.url);
const { parseWat } = await wabt();
const module = parseWat('row-sums.wat', readFileSync(new URL('row-sums.wat', folder), 'utf8'), { simd: true });
const lines =
  Buffer.from(module.toBinary({}).buffer)
    .toString('base64')
    .match(/.{1,100}/g) ?? [];
const text = `/** Built from row-sums.wat by scripts/build-kernels.ts; do not edit. */
const base64 = [
${lines.map((line) => `  '${line}',`).join('\n')}
];

export function rowSumsModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64.join(''), 'base64'));
}
`;
writeFileSync(new URL('row-sums-module.ts', folder), text);
