import {
  type Comparison,
  type DuplicateCounts,
  type DuplicateGroup,
  type DuplicateMember,
  type DuplicateScope,
  type DuplicateView,
  membersPerGroup,
} from '../../../src-shared/contract/duplicates.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  greatestPerceptualSimilarity,
  levelOf,
  settingFor,
  similarityThresholds,
} from '../../../src-shared/domain/similarity.ts';
import type { KeeperRule } from '../../../src-shared/domain/vocabulary.ts';
import type { GroupOutline, GroupsPage, GroupsQuery } from '../../ports/duplicate-finder.ts';
import type { DuplicateLibrary } from '../../ports/duplicate-library.ts';
import { hasHash, isKept, isMatched, isSigned, isTagged, isUnreviewed } from './capture-columns.ts';
import { countGroups } from './group-counts.ts';
import { findGroup, groupId, groupIsGone } from './group-id.ts';
import { placeAfter, positionAt } from './group-position.ts';
import { countRemaining, type GroupList, listGroups, membersOf } from './group-view.ts';
import { chooseKeeper, type KeeperFacts, keeperReason } from './keeper.ts';
import type { LibraryMirror } from './library-mirror.ts';
import type { Matcher } from './matcher.ts';
import { exactLevel, scrolledLevel } from './picture-groups.ts';
import { type Match, matchReason, referenceReason } from './reasons.ts';
import { compareTiles, type TileComparison } from './signature/compare-tiles.ts';
import { sharpnessOf } from './signature/sharpness.ts';

/** Members that one message of outlines holds, about. */
const outlinedMembers = 4000;

/** A group before its captures are read. */
interface ChosenGroup {
  readonly id: string;
  readonly level: number;
  readonly reference: number;
  readonly keeperReason: string;
  readonly others: readonly { readonly capture: number; readonly match: Match }[];
  readonly memberCount: number;
  readonly pendingCount: number;
  readonly bytes: number;
}

/** Answers what the windows ask of duplicates, from memory; only what is shown is read from the database. */
export class GroupAnswers {
  readonly #mirror: LibraryMirror;
  readonly #matcher: Matcher;
  #list: { key: string; list: GroupList } | undefined;
  readonly #sharpness = new Map<number, number>();

  constructor(mirror: LibraryMirror, matcher: Matcher) {
    this.#mirror = mirror;
    this.#matcher = matcher;
  }

  counts(scope: DuplicateScope): DuplicateCounts {
    this.#mirror.sync();
    const { columns, groups } = this.#mirror;
    const levels = similarityThresholds.map((threshold) => levelOf('similar', threshold));
    const tallies = countGroups(columns, groups, [...levels, scrolledLevel], scope);
    const none = { groups: 0, captures: 0, bytes: 0 };
    return {
      settings: similarityThresholds.map((threshold, place) => ({ threshold, ...(tallies[place] ?? none) })),
      scrolled: { threshold: 0, ...(tallies.at(-1) ?? none) },
      ...this.remaining(scope),
    };
  }

  remaining(scope: DuplicateScope): { unsigned: number; unmatched: number } {
    this.#mirror.sync();
    return countRemaining(this.#mirror.columns, scope, (flag) => {
      if ((flag & isSigned) === 0) return 'unsigned';
      return (flag & (hasHash | isMatched)) === hasHash ? 'unmatched' : undefined;
    });
  }

  groups(query: GroupsQuery, rule: KeeperRule): GroupsPage {
    const level = levelFor(query);
    const list = this.#listFor(level, query.scope, query.pendingOnly);
    const { columns, groups } = this.#mirror;
    const first = query.cursor === undefined ? 0 : placeAfter(columns, groups, level, list, query.cursor);
    const end = Math.min(first + query.limit, list.numbers.length);
    const chosen: ChosenGroup[] = [];
    for (let place = first; place < end; place += 1) {
      const members = list.members.subarray(list.starts[place], list.starts[place + 1]);
      chosen.push(this.#choose(this.#idAt(level, list, place), level, members, rule));
    }
    return {
      items: this.#read(chosen),
      nextCursor: end < list.numbers.length ? positionAt(columns, groups, level, list, end - 1) : null,
      threshold: level / 1000,
    };
  }

  group(id: string, view: DuplicateView, rule: KeeperRule): DuplicateGroup {
    this.#mirror.sync();
    const { columns, groups } = this.#mirror;
    const wanted = findGroup(columns, groups, id);
    const members = membersOf(columns, groups, wanted.level, view.scope, wanted);
    if (members.length === 0) throw groupIsGone();
    const [group] = this.#read([this.#choose(id, wanted.level, members, rule)]);
    if (!group) throw groupIsGone();
    return group;
  }

  outlines(
    view: DuplicateView,
    rule: KeeperRule,
    after: string | null,
  ): { outlines: GroupOutline[]; next: string | null } {
    const level = levelFor(view);
    const list = this.#listFor(level, view.scope, true);
    const { columns, groups } = this.#mirror;
    const outlines: GroupOutline[] = [];
    let place = after === null ? 0 : placeAfter(columns, groups, level, list, after);
    for (let written = 0; place < list.numbers.length && written < outlinedMembers; place += 1) {
      const members = list.members.subarray(list.starts[place], list.starts[place + 1]);
      const outline = this.#outlineOf(this.#idAt(level, list, place), members, rule);
      outlines.push(outline);
      written += outline.pending.length + 1;
    }
    return {
      outlines,
      next: place < list.numbers.length ? positionAt(columns, groups, level, list, place - 1) : null,
    };
  }

  /** One outline, read without listing all groups. */
  outline(id: string, view: DuplicateView, rule: KeeperRule): GroupOutline | undefined {
    this.#mirror.sync();
    const { columns, groups } = this.#mirror;
    const wanted = findGroup(columns, groups, id);
    const members = membersOf(columns, groups, wanted.level, view.scope, wanted);
    return members.length < 2 ? undefined : this.#outlineOf(id, members, rule);
  }

  #outlineOf(id: string, members: Uint32Array | number[], rule: KeeperRule): GroupOutline {
    const { columns } = this.#mirror;
    const keeper = members[chooseKeeper(this.#keeperFacts(members), rule)] ?? 0;
    const pending: { id: string; fileSize: number }[] = [];
    for (const capture of members) {
      if (this.#isPending(capture)) pending.push({ id: columns.id(capture), fileSize: columns.bytes[capture] ?? 0 });
    }
    return { id, referenceId: columns.id(keeper), pending };
  }

  compare(referenceId: string, candidateId: string): Comparison {
    this.#mirror.sync();
    const reference = this.#find(referenceId);
    const candidate = this.#find(candidateId);
    const { columns } = this.#mirror;
    if (columns.classOf[reference] === columns.classOf[candidate]) {
      // The same bytes: there is nothing to look at, also where the file was never read or is gone.
      const changes = { columns: 0, rows: 0, changedTiles: [] };
      return { referenceId, candidateId, ...exactMatch, ...changes, reason: matchReason(exactMatch) };
    }
    const comparison = compareTiles(this.#signatureOf(reference), this.#signatureOf(candidate));
    const match = this.#matchOf(reference, candidate, comparison);
    return {
      referenceId,
      candidateId,
      ...match,
      columns: comparison.columns,
      rows: comparison.rows,
      changedTiles: match.matchType === 'exact' ? [] : [...comparison.changedTiles],
      reason: matchReason(match, comparison.otherText),
    };
  }

  #listFor(level: number, scope: DuplicateScope, pendingOnly: boolean): GroupList {
    this.#mirror.sync();
    const key = JSON.stringify([this.#mirror.revision, level, scope, pendingOnly]);
    if (this.#list?.key !== key) {
      const { columns, groups } = this.#mirror;
      this.#list = { key, list: listGroups(columns, groups, level, scope, pendingOnly) };
    }
    return this.#list.list;
  }

  #idAt(level: number, list: GroupList, place: number): string {
    const { columns, groups } = this.#mirror;
    return groupId(columns, groups, level, { number: list.numbers[place] ?? 0, display: list.displays[place] ?? 0 });
  }

  #isPending(capture: number): boolean {
    return ((this.#mirror.columns.flags[capture] ?? 0) & isUnreviewed) !== 0;
  }

  /** Picks the keeper and the members to show: the most alike first, and in a very large group the undecided ones. */
  #choose(id: string, level: number, members: Uint32Array | number[], rule: KeeperRule): ChosenGroup {
    const { columns } = this.#mirror;
    const facts = this.#keeperFacts(members);
    const keeper = chooseKeeper(facts, rule);
    const reference = members[keeper] ?? 0;
    let pendingCount = 0;
    let bytes = 0;
    const others: { capture: number; match: Match }[] = [];
    const matches = new Map<number, Match>();
    for (const capture of members) {
      const pending = this.#isPending(capture);
      if (pending) pendingCount += 1;
      if (capture === reference) continue;
      if (pending) bytes += columns.bytes[capture] ?? 0;
      others.push({ capture, match: this.#matchInGroup(reference, capture, level, matches) });
    }
    others.sort(
      (one, other) =>
        other.match.similarity - one.match.similarity ||
        (columns.capturedAt[one.capture] ?? 0) - (columns.capturedAt[other.capture] ?? 0),
    );
    return {
      id,
      level,
      reference,
      keeperReason: keeperReason(facts, keeper, rule),
      others: this.#fewer(others),
      memberCount: members.length,
      pendingCount,
      bytes,
    };
  }

  #fewer(others: { capture: number; match: Match }[]): { capture: number; match: Match }[] {
    if (others.length <= membersPerGroup) return others;
    const pending = others.filter((other) => this.#isPending(other.capture)).slice(0, membersPerGroup);
    const chosen = new Set(pending);
    for (const other of others) {
      if (chosen.size >= membersPerGroup) break;
      chosen.add(other);
    }
    return others.filter((other) => chosen.has(other));
  }

  /** Members are compared by their picture, so that thousands of equal ones are compared once. */
  #matchInGroup(reference: number, capture: number, level: number, known: Map<number, Match>): Match {
    const { columns } = this.#mirror;
    const fileClass = columns.classOf[capture] ?? 0;
    let match = known.get(fileClass);
    if (!match) {
      const exact = level === exactLevel || fileClass === columns.classOf[reference];
      match = exact ? exactMatch : this.#matchOf(reference, capture, this.#compareSigned(reference, capture));
      known.set(fileClass, match);
    }
    return match;
  }

  #compareSigned(reference: number, capture: number): TileComparison | undefined {
    const one = this.#tilesOf(reference);
    const other = this.#tilesOf(capture);
    return one && other ? compareTiles(one, other) : undefined;
  }

  #matchOf(reference: number, candidate: number, comparison: TileComparison | undefined): Match {
    const { columns, groups } = this.#mirror;
    if (columns.classOf[reference] === columns.classOf[candidate]) return exactMatch;
    const picture = groups.pictureOf(reference);
    const isSame = picture !== 0 && picture === groups.pictureOf(candidate);
    const scroll = isSame ? null : (comparison?.scroll ?? null);
    return {
      matchType: 'perceptual',
      similarity: Math.min(isSame ? 1 : (comparison?.similarity ?? 0), greatestPerceptualSimilarity),
      scrolledPixels: scroll ? Math.round(scroll.shareOfHeight * (columns.height[candidate] ?? 0)) : null,
    };
  }

  #keeperFacts(members: Uint32Array | number[]): KeeperFacts[] {
    const { columns } = this.#mirror;
    return Array.from(members, (capture) => {
      const flag = columns.flags[capture] ?? 0;
      return {
        isKept: (flag & isKept) !== 0,
        isTagged: (flag & isTagged) !== 0,
        width: columns.width[capture] ?? 0,
        height: columns.height[capture] ?? 0,
        bytes: columns.bytes[capture] ?? 0,
        capturedAt: columns.capturedAt[capture] ?? 0,
        sharpness: () => this.#sharpnessOf(capture),
      };
    });
  }

  #sharpnessOf(capture: number): number {
    const key = this.#mirror.columns.key[capture] ?? 0;
    let known = this.#sharpness.get(key);
    if (known === undefined) {
      const tiles = this.#tilesOf(capture);
      known = tiles ? sharpnessOf(tiles) : 0;
      if (key !== 0) this.#sharpness.set(key, known);
    }
    return known;
  }

  #tilesOf(capture: number): Uint8Array | undefined {
    const { columns, groups } = this.#mirror;
    const key = columns.key[capture] ?? 0;
    const own = key === 0 ? undefined : this.#matcher.tilesOfKey(key);
    if (own) return own;
    const picture = groups.pictureOf(capture);
    return picture === 0 ? undefined : this.#matcher.tilesOf(picture);
  }

  #find(id: string): number {
    const capture = this.#library.captureOf(id);
    if (capture !== undefined) return capture;
    throw new AppError('NOT_FOUND', 'There is no such picture in the library.', { details: { id } });
  }

  #signatureOf(capture: number): Uint8Array {
    const tiles = this.#tilesOf(capture);
    if (tiles) return tiles;
    const key = this.#mirror.columns.key[capture] ?? 0;
    const problem = key === 0 ? null : this.#library.problem(key);
    const id = this.#mirror.columns.id(capture);
    throw new AppError(
      'CONFLICT',
      problem ?? 'This picture was not read yet, so it cannot be compared. Find duplicates once to have it read.',
      { details: { id } },
    );
  }

  get #library(): DuplicateLibrary {
    return this.#mirror.library;
  }

  #read(chosen: readonly ChosenGroup[]): DuplicateGroup[] {
    const captures = this.#library.captures(
      chosen.flatMap((group) => [group.reference, ...group.others.map((other) => other.capture)]),
    );
    const member = (capture: number, match: Match, reason: string): DuplicateMember[] => {
      const found = captures.get(capture);
      if (!found) return [];
      return [{ ...found, ...match, reason, pending: this.#isPending(capture) }];
    };
    return chosen.flatMap((group) => {
      const [reference] = member(group.reference, exactMatch, referenceReason);
      if (!reference) return [];
      return {
        id: group.id,
        kind: group.level === scrolledLevel ? ('scrolled' as const) : ('similar' as const),
        threshold: group.level / 1000,
        reference,
        keeperReason: group.keeperReason,
        others: group.others.flatMap(({ capture, match }) => member(capture, match, matchReason(match))),
        memberCount: group.memberCount,
        pendingCount: group.pendingCount,
        bytes: group.bytes,
      };
    });
  }
}

const exactMatch: Match = { matchType: 'exact', similarity: 1, scrolledPixels: null };

/** The level of a view. Throws `BAD_INPUT` for a threshold that is none. */
export function levelFor(view: Pick<DuplicateView, 'kind' | 'threshold'>): number {
  if (view.kind === 'scrolled') return scrolledLevel;
  const setting = settingFor(view.threshold);
  if (setting !== undefined) return levelOf('similar', setting);
  throw new AppError('BAD_INPUT', 'The threshold must be a number from 0.9 to 1.');
}
