/** Built from scan-hashes.wat by scripts/build-kernels.ts; do not edit. */
const base64 = [
  'AGFzbQEAAAABFAJgBX9/f39/AX9gBn9/f39/fwF/AwMCAAEFAwEAAQcfAwZtZW1vcnkCAARzY2FuAAALc2Nhbk9yZGVyZWQAAQqr',
  'AgKIAQICfwR+IAApAwAhByAAKQMIIQggACkDECEJIAApAxghCiABIQUCQANAIAEgAk8NASAHIAEpAwCFeyAIIAEpAwiFe3wgCSAB',
  'KQMQhXsgCiABKQMYhXt8fKchBiAGIANNBEAgBCABIAVrNgIAIAQgBjYCBCAEQQhqIQQLIAFBIGohAQwACwsgBAueAQICfwR+IAMg',
  'ACgCAEEFdGohBiAGKQMAIQggBikDCCEJIAYpAxAhCiAGKQMYIQsCQANAIAEgAk8NASADIAEoAgBBBXRqIQYgCCAGKQMAhXsgCSAG',
  'KQMIhXt8IAogBikDEIV7IAsgBikDGIV7fHynIQcgByAETQRAIAUgASAAazYCACAFIAc2AgQgBUEIaiEFCyABQQRqIQEMAAsLIAUL',
];

export function scanHashesModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64.join(''), 'base64'));
}
