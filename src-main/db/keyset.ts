import { AppError } from '../../src-shared/domain/app-error.ts';

/** A place in a list that is ordered by time and id. */
export interface KeysetPosition {
  readonly time: number;
  readonly id: string;
}

/** The opaque text a client hands back to get the next page. */
export function encodeCursor(position: KeysetPosition): string {
  return Buffer.from(`${position.time}.${position.id}`, 'latin1').toString('base64url');
}

/** Throws `BAD_INPUT` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): KeysetPosition {
  const match = /^[\w-]{1,200}$/.test(cursor)
    ? /^(-?\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
        Buffer.from(cursor, 'base64url').toString('latin1'),
      )
    : null;
  const time = Number(match?.[1]);
  const id = match?.[2];
  if (id === undefined || !Number.isSafeInteger(time)) {
    throw new AppError('BAD_INPUT', 'The position in the list is not valid. Start again from the first page.');
  }
  return { time, id };
}

/** Both ends of what a page may hold, exclusive. Every id is greater than ''. */
export interface KeysetRange {
  readonly after: KeysetPosition | undefined;
  readonly before: KeysetPosition | undefined;
}

/**
 * Folds `from` (inclusive), `to` (exclusive) and the cursor into one bound for each end, so that SQLite never picks
 * the wider of two bounds for its index and walks over everything between them.
 */
export function keysetRange(query: {
  from?: number | undefined;
  to?: number | undefined;
  cursor?: string | undefined;
  newestFirst: boolean;
}): KeysetRange {
  const from = query.from === undefined ? undefined : { time: query.from, id: '' };
  const to = query.to === undefined ? undefined : { time: query.to, id: '' };
  const position = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  if (!position) return { after: from, before: to };
  return query.newestFirst
    ? { after: from, before: to && compare(to, position) < 0 ? to : position }
    : { after: from && compare(from, position) > 0 ? from : position, before: to };
}

function compare(left: KeysetPosition, right: KeysetPosition): number {
  return left.time - right.time || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}
