import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { FileToSign, SigningResult } from '../../ports/duplicate-finder.ts';
import { largestFileBytes } from '../../ports/image-codec.ts';
import type { PictureReader } from '../../ports/signatures.ts';
import { lookAtPlainFileNow } from '../library/plain-files.ts';
import { type SignedSize, signJpeg, signPixels } from './signature/sign-pixels.ts';

/** Signs a picture by the bytes of its file. The pixels of an ordinary JPEG, as screens are stored in, are never made. */
export async function signPicture(bytes: Uint8Array, reader: PictureReader): Promise<SignedSize> {
  const signed = signJpeg(bytes);
  if (signed) return signed;
  const { pixels, width, height } = await reader.read(bytes);
  return { signature: signPixels(pixels), width, height };
}

/**
 * Reads a picture file once: its bytes are hashed, compared with what was stored, and decoded. Throws nothing. Waits for
 * the disk, which takes a third of what asking for the file piece by piece takes, and so runs in a thread of its own.
 */
export async function signFile(file: FileToSign, reader: PictureReader): Promise<SigningResult> {
  const { captureId } = file;
  try {
    const facts = lookAtPlainFileNow(file.libraryPath, file.path);
    if (!facts) return { captureId, problem: 'The file of this picture is not there.', isGone: true };
    if (facts.size > largestFileBytes) return { captureId, problem: 'The file is larger than 512 MB.' };
    const bytes = readFileSync(file.path);
    const problem = changeOf(file, bytes);
    if (problem !== undefined) return { captureId, problem };
    const { signature } = await signPicture(bytes, reader);
    return { captureId, signature };
  } catch (error) {
    if (isAppError(error)) {
      // The file itself may be there again another time, also where a link is in its place now.
      const isGone = error.code === 'FILE_MISSING' || error.code === 'PERMISSION_DENIED';
      return { captureId, problem: error.message, isGone };
    }
    return { captureId, problem: `The file could not be read: ${error instanceof Error ? error.message : error}` };
  }
}

/** What has become of the file since it was stored; undefined where it is as it was. */
function changeOf(file: FileToSign, bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'The file is empty.';
  if (bytes.length < file.fileSize) {
    return `The file is not whole: it has ${bytes.length} bytes instead of ${file.fileSize}.`;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== file.sha256) return 'The file has changed on the disk since it was stored.';
  return undefined;
}
