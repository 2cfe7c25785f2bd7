/** The first and the last byte asked for, both inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header for a file of `size` bytes. Undefined means: send everything, which is also the right answer
 * to a header that is not understood, to several ranges at once, and to an `If-Range` that no longer fits.
 */
export function parseRange(
  range: string | null,
  ifRange: string | null,
  etag: string,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  if (range === null || (ifRange !== null && ifRange !== etag)) return undefined;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim());
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
