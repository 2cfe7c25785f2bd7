import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { Pixels } from '../../ports/signatures.ts';
import { decodeBmp } from './bmp-decoder.ts';
import type { DecodeAnswer, DecodeCall } from './decoder-thread.ts';
import { canDecodeHeic, decodeHeic } from './heic-decoder.ts';

const port = parentPort;

async function decode({ format, picture }: DecodeCall): Promise<DecodeAnswer> {
  try {
    if (format === 'heic' && !canDecodeHeic()) return { problem: 'no decoder' };
    const bytes = typeof picture === 'string' ? readFileSync(picture) : Buffer.from(picture.buffer);
    const pixels: Pixels | undefined = format === 'heic' ? await decodeHeic(bytes) : decodeBmp(bytes);
    return pixels ? { pixels } : { problem: 'not whole' };
  } catch (cause) {
    // A file that breaks off, or is gone, leaves the decoder as it was.
    return format === 'heic' ? { problem: 'not whole', cause } : { problem: 'not whole' };
  }
}

port?.on('message', async (call: DecodeCall) => {
  const answer = await decode(call);
  port.postMessage(answer, 'pixels' in answer ? [answer.pixels.data.buffer as ArrayBuffer] : []);
});
