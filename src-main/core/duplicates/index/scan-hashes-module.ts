/** Built from scan-hashes.wat by scripts/build-kernels.ts; do not edit. */
const base64 = [
  'AGFzbQEAAAABCgFgBX9/f39/AX8DAgEABQMBAAEHEQIGbWVtb3J5AgAEc2NhbgAACosBAYgBAgJ/BH4gACkDACEHIAApAwghCCAA',
  'KQMQIQkgACkDGCEKIAEhBQJAA0AgASACTw0BIAcgASkDAIV7IAggASkDCIV7fCAJIAEpAxCFeyAKIAEpAxiFe3x8pyEGIAYgA00E',
  'QCAEIAEgBWs2AgAgBCAGNgIEIARBCGohBAsgAUEgaiEBDAALCyAECw==',
];

export function scanHashesModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64.join(''), 'base64'));
}
