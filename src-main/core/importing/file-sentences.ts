import type { BigIntStats } from 'node:fs';
import { systemCodeOf } from '../library/file-errors.ts';

export const tooLargeSentence = 'The file is larger than 512 MB.';
export const changedSentence = 'The file changed while it was read. Import it again when nobody writes to it.';
export const goneSentence = 'The file is not there any more.';

const sentenceByCode: Readonly<Record<string, string>> = {
  ENOENT: goneSentence,
  ENOTDIR: goneSentence,
  EACCES: 'It may not be read: its permissions do not allow it.',
  EPERM: 'It may not be read: its permissions do not allow it.',
  ELOOP: 'This is a link, or lies behind links that lead in a circle. Links are not followed.',
  ENAMETOOLONG: 'Its path is too long to be opened.',
  EIO: 'The disk cannot read it: it is damaged.',
  ENXIO: 'This is no file, and was not opened.',
  EMFILE: 'Too many files are open. Import it again.',
  ESTALE: 'Its drive does not answer any more.',
  ENODEV: 'Its drive does not answer any more.',
  ENOTCONN: 'Its drive does not answer any more.',
};

/** Why a file or folder could not be read, for a person. */
export function unreadableSentence(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === undefined) return `It could not be read: ${error instanceof Error ? error.message : String(error)}`;
  return sentenceByCode[code] ?? `It could not be read (${code}).`;
}

/** What is no file but looks like one: opening it could wait for ever, or do something. */
export function specialFileSentence(facts: BigIntStats): string | undefined {
  if (facts.isFile()) return undefined;
  const kind = facts.isFIFO()
    ? 'a pipe'
    : facts.isSocket()
      ? 'a socket'
      : facts.isDirectory()
        ? 'a folder'
        : 'a device';
  return `This is ${kind} and no file. It was not opened.`;
}
