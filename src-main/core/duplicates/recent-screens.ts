import { isMatched } from './capture-columns.ts';
import type { LibraryMirror } from './library-mirror.ts';
import { indexOfLevel } from './picture-groups.ts';
import type { RowProfile } from './scroll-hint.ts';

/**
 * The last different screens of the same display are candidates too, whatever their hash: no hash finds what was
 * scrolled, and most of what is scrolled was in sight shortly before.
 */
const screensPerDisplay = 16;

/** How far back the last pictures of each display are looked for after a start. */
const capturesLookedBack = 20_000;

const loosestIndex = indexOfLevel(900);

export interface RecentScreen {
  readonly picture: number;
  /** Made when it is first asked for. */
  profile?: RowProfile;
}

/** The last different screens of each display, the latest first. */
export class RecentScreens {
  readonly #mirror: LibraryMirror;
  readonly #screens = new Map<number, readonly RecentScreen[]>();

  constructor(mirror: LibraryMirror) {
    this.#mirror = mirror;
  }

  of(display: number): readonly RecentScreen[] {
    return this.#screens.get(display) ?? [];
  }

  /** Of pictures that are nearly the same only the last one is remembered, so that others keep their place. */
  remember(display: number, picture: number): void {
    const known = this.of(display);
    if (known[0]?.picture === picture) return;
    const group = this.#groupOf(picture);
    const same = known.find((screen) => screen.picture === picture);
    const others = known.filter((screen) => this.#groupOf(screen.picture) !== group);
    this.#screens.set(display, [same ?? { picture }, ...others.slice(0, screensPerDisplay - 1)]);
  }

  forget(picture: number): void {
    for (const [display, screens] of this.#screens) {
      if (!screens.some((screen) => screen.picture === picture)) continue;
      this.#screens.set(
        display,
        screens.filter((screen) => screen.picture !== picture),
      );
    }
  }

  /** After a start, what was matched last is what `remember` would know. */
  restore(): void {
    const { columns, groups } = this.#mirror;
    this.#screens.clear();
    const full = new Set<number>();
    const from = Math.max(1, columns.end - capturesLookedBack);
    for (let capture = columns.end - 1; capture >= from && full.size < columns.displays.length; capture -= 1) {
      const display = columns.display[capture] ?? 0;
      if (((columns.flags[capture] ?? 0) & isMatched) === 0 || full.has(display)) continue;
      const picture = groups.pictureOf(capture);
      if (picture === 0) continue;
      const known = this.of(display);
      const group = this.#groupOf(picture);
      if (known.some((screen) => this.#groupOf(screen.picture) === group)) continue;
      if (known.length < screensPerDisplay) this.#screens.set(display, [...known, { picture }]);
      else full.add(display);
    }
  }

  #groupOf(picture: number): number {
    return this.#mirror.groups.grouping.groupOf(loosestIndex, picture);
  }
}
