/**
 * Rebuilds the WebAssembly modules from their text: `node scripts/build-kernels.ts`. The results are committed, and
 * tests beside them check that they are what the text says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const kernels = [
  ['signature', 'row-sums', 'rowSumsModule'],
  ['signature', 'jpeg-cells', 'jpegCellsModule'],
  ['index', 'scan-hashes', 'scanHashesModule'],
  ['index', 'near-pairs', 'nearPairsModule'],
] as const;

const { parseWat } = await wabt();
for (const [room, name, exported] of kernels) {
  const folder = new URL(`../src-main/core/duplicates/${room}/`, import.meta.url);
  const module = parseWat(`${name}.wat`, readFileSync(new URL(`${name}.wat`, folder), 'utf8'), {
    simd: true,
    bulk_memory: true,
  });
  const lines =
    Buffer.from(module.toBinary({}).buffer)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  const text = `/** Built from ${name}.wat by scripts/build-kernels.ts; do not edit. */
const base64 = [
${lines.map((line) => `  '${line}',`).join('\n')}
];

export function ${exported}(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64.join(''), 'base64'));
}
`;
  writeFileSync(new URL(`${name}-module.ts`, folder), text);
}
