import type { DatedPicture } from '../../../src-shared/contract/times.ts';

/**
 * A walk through pictures of uncertain time. What was settled here stays in its place, so that one can go back to it;
 * everything else follows what the core lists.
 */
export interface TimesSession {
  readonly pictures: readonly DatedPicture[];
  /** Null where there is nothing, and past the last one. */
  readonly currentId: string | null;
  readonly settled: ReadonlySet<string>;
  /** Left for later by the person. */
  readonly skipped: ReadonlySet<string>;
}

export const emptySession: TimesSession = {
  pictures: [],
  currentId: null,
  settled: new Set(),
  skipped: new Set(),
};

const idOf = (picture: DatedPicture): string => picture.capture.id;

function isOpen(session: TimesSession, picture: DatedPicture): boolean {
  return !session.settled.has(idOf(picture)) && !session.skipped.has(idOf(picture));
}

function withIds(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...before, ...ids]);
}

function withoutIds(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const gone = new Set(ids);
  return new Set([...before].filter((id) => !gone.has(id)));
}

export function indexOfCurrent({ pictures, currentId }: TimesSession): number {
  return pictures.findIndex((picture) => idOf(picture) === currentId);
}

/** The next picture that asks for something, after this place or else from the beginning; null where there is none. */
function nextOpen(session: TimesSession, from: number): string | null {
  const { pictures } = session;
  for (let steps = 1; steps <= pictures.length; steps += 1) {
    const picture = pictures[(from + steps) % pictures.length];
    if (picture && isOpen(session, picture)) return idOf(picture);
  }
  return null;
}

/** Brings the session up to what the core lists now, in the core's order. */
export function listed(session: TimesSession, pictures: readonly DatedPicture[]): TimesSession {
  const there = new Set(pictures.map(idOf));
  // Each settled one stays behind the picture that it came after.
  const after = new Map<string | null, DatedPicture[]>();
  let before: string | null = null;
  for (const picture of session.pictures) {
    const id = idOf(picture);
    if (there.has(id)) before = id;
    else if (session.settled.has(id)) {
      const followers = after.get(before);
      if (followers) followers.push(picture);
      else after.set(before, [picture]);
    }
  }
  const merged = [
    ...(after.get(null) ?? []),
    ...pictures.flatMap((picture) => [picture, ...(after.get(idOf(picture)) ?? [])]),
  ];
  const next = { ...session, pictures: merged };
  if (session.currentId !== null && merged.some((picture) => idOf(picture) === session.currentId)) return next;
  if (session.currentId === null) {
    const first = merged.find((picture) => isOpen(next, picture));
    return { ...next, currentId: first ? idOf(first) : null };
  }
  // It was decided elsewhere: on to the one that followed it.
  const place = indexOfCurrent(session);
  const follower = session.pictures
    .slice(place + 1)
    .find((picture) => merged.includes(picture) || there.has(idOf(picture)));
  return { ...next, currentId: follower ? idOf(follower) : nextOpen(next, -1) };
}

/** These are settled; goes on to the next one that is not. */
export function settle(session: TimesSession, ids: readonly string[]): TimesSession {
  const next = {
    ...session,
    settled: withIds(session.settled, ids),
    skipped: withoutIds(session.skipped, ids),
  };
  if (session.currentId === null || !ids.includes(session.currentId)) return next;
  return { ...next, currentId: nextOpen(next, indexOfCurrent(session)) };
}

/** Takes back that these are settled, and shows the first of them. */
export function unsettle(session: TimesSession, ids: readonly string[]): TimesSession {
  const back = session.pictures.find((picture) => ids.includes(idOf(picture)));
  return {
    ...session,
    settled: withoutIds(session.settled, ids),
    currentId: back ? idOf(back) : session.currentId,
  };
}

/** Leaves the present one for later. */
export function skip(session: TimesSession): TimesSession {
  if (session.currentId === null) return session;
  const next = session.settled.has(session.currentId)
    ? session
    : { ...session, skipped: withIds(session.skipped, [session.currentId]) };
  return { ...next, currentId: nextOpen(next, indexOfCurrent(session)) };
}

/** Goes to the skipped ones again. */
export function revisit(session: TimesSession): TimesSession {
  const next = { ...session, skipped: new Set<string>() };
  return { ...next, currentId: nextOpen(next, -1) };
}

/** That many pictures on or back, settled or not; stays at the ends. */
export function step(session: TimesSession, steps: number): TimesSession {
  const { pictures } = session;
  if (pictures.length === 0) return session;
  const from = session.currentId === null ? pictures.length : indexOfCurrent(session);
  const place = Math.max(0, Math.min(pictures.length - 1, from + steps));
  const picture = pictures[place];
  return picture ? { ...session, currentId: idOf(picture) } : session;
}

export function goTo(session: TimesSession, id: string): TimesSession {
  return session.pictures.some((picture) => idOf(picture) === id) ? { ...session, currentId: id } : session;
}

/** How many of the listed pictures are neither settled nor skipped. */
export function countOpen(session: TimesSession): number {
  return session.pictures.filter((picture) => isOpen(session, picture)).length;
}
