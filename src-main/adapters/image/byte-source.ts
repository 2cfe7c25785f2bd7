import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are read piece by piece, from a file or from memory. */
export interface ByteSource {
  readonly size: number;
  /** As many bytes from this place as there are, at most `length`. */
  read(at: number, length: number): Promise<Buffer>;
}

/** Reads from bytes in memory, without copying them. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: buffer.length, read: async (at, length) => buffer.subarray(at, at + length) };
}

/**
 * Opens a file while this work goes on; undefined in place of its bytes where it is no plain file. Never waits for
 * somebody to write to a pipe. Throws what the file system throws.
 */
export async function withFileSource<Result>(
  filepath: string,
  work: (source: ByteSource | undefined) => Promise<Result>,
): Promise<Result> {
  const file = await open(filepath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    return await work(facts.isFile() ? sourceOfFile(file, facts.size) : undefined);
  } finally {
    await file.close();
  }
}

function sourceOfFile(file: FileHandle, size: number): ByteSource {
  return {
    size,
    read: async (at, length) => {
      const wanted = Math.max(0, Math.min(length, size - at));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
      return buffer.subarray(0, bytesRead);
    },
  };
}
