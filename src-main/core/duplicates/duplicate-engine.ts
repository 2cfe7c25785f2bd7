import type { DuplicateScope, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { KeeperRule } from '../../../src-shared/domain/vocabulary.ts';
import type { GroupsQuery, MatchRequest } from '../../ports/duplicate-finder.ts';
import type { DuplicateLibrary, UnsignedCapture } from '../../ports/duplicate-library.ts';
import type { DayRange } from '../../ports/duplicate-repository.ts';
import { hasHash, isShown, isSigned } from './capture-columns.ts';
import { GroupAnswers } from './group-answers.ts';
import { dayNumber } from './group-view.ts';
import { LibraryMirror } from './library-mirror.ts';
import { Matcher } from './matcher.ts';

/** What the thread does: every question of `DuplicateFinder`, answered at once. */
export class DuplicateEngine {
  readonly #mirror: LibraryMirror;
  readonly #matcher: Matcher;
  readonly #answers: GroupAnswers;

  constructor(library: DuplicateLibrary) {
    this.#mirror = new LibraryMirror(library);
    this.#matcher = new Matcher(this.#mirror);
    this.#answers = new GroupAnswers(this.#mirror, this.#matcher);
  }

  counts(scope: DuplicateScope) {
    return this.#answers.counts(scope);
  }

  groups(query: GroupsQuery, rule: KeeperRule) {
    return this.#answers.groups(query, rule);
  }

  group(id: string, view: DuplicateView, rule: KeeperRule) {
    return this.#answers.group(id, view, rule);
  }

  outlines(view: DuplicateView, rule: KeeperRule, after: string | null) {
    return this.#answers.outlines(view, rule, after);
  }

  outline(id: string, view: DuplicateView, rule: KeeperRule) {
    return this.#answers.outline(id, view, rule);
  }

  compare(referenceId: string, candidateId: string) {
    return this.#answers.compare(referenceId, candidateId);
  }

  match(request: MatchRequest) {
    return this.#matcher.match(request);
  }

  remaining(days: DayRange) {
    return this.#answers.remaining({ ...days, displays: 'across' });
  }

  unsigned(days: DayRange, after: number, limit: number, problems: boolean): readonly UnsignedCapture[] {
    this.#mirror.sync();
    const { columns, library } = this.#mirror;
    const from = dayNumber(days.from ?? '0');
    const to = dayNumber(days.to ?? '99999999');
    const found: number[] = [];
    for (let capture = after + 1; capture < columns.end && found.length < limit; capture += 1) {
      const flag = columns.flags[capture] ?? 0;
      const isMissing = (flag & isSigned) === 0 || (problems && (flag & hasHash) === 0);
      const day = columns.day[capture] ?? 0;
      if (isMissing && (flag & isShown) !== 0 && day >= from && day <= to) found.push(capture);
    }
    return library.files(found);
  }

  reset(): void {
    this.#mirror.reset();
  }

  warmUp(): void {
    this.#matcher.warmUp();
  }
}
