import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { ExportLayout, ExportSelection } from '../../../src-shared/contract/exporting.ts';
import { millisecondsPerDay } from '../../../src-shared/domain/local-time.ts';
import type { ExportRepository, PlannedFile } from '../../ports/export-repository.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import { extensionOf, fileName, foldPath, type NameTemplate, stemOf } from './file-names.ts';

const capturesPerPage = 500;

/** Some captures of a selection, and where the next ones begin; null after the last. */
export interface SelectionPage {
  readonly captures: readonly Capture[];
  readonly next: string | null;
}

/** The next captures of a selection in the order of time, without what is in the trash. */
export async function pageOfSelection(
  captures: Pick<CaptureRepository, 'page' | 'byId'>,
  exports: Pick<ExportRepository, 'marks'>,
  what: ExportSelection,
  cursor: string | undefined,
): Promise<SelectionPage> {
  if (what.captureIds) return pageOfNamed(captures, exports, what, what.captureIds, Number(cursor ?? 0));
  const { from, to } = what;
  const page = await captures.page({
    day: what.day,
    // No offset is larger than a day.
    from: from === undefined ? undefined : Date.parse(`${from}T00:00:00Z`) - millisecondsPerDay,
    to: to === undefined ? undefined : Date.parse(`${to}T00:00:00Z`) + 2 * millisecondsPerDay,
    displayId: what.displayId,
    tag: what.tag,
    reviewState: what.reviewState,
    order: 'oldest',
    cursor,
    limit: capturesPerPage,
  });
  return { captures: page.items.filter((each) => isInDays(each, what)), next: page.nextCursor };
}

/** Captures that are named: few enough to be put into order in memory. */
async function pageOfNamed(
  captures: Pick<CaptureRepository, 'byId'>,
  exports: Pick<ExportRepository, 'marks'>,
  what: ExportSelection,
  ids: readonly string[],
  from: number,
): Promise<SelectionPage> {
  const found: { time: number; id: string }[] = [];
  for (const id of new Set(ids)) {
    const capture = await captures.byId(id);
    if (capture && capture.trashedAt === null && fits(capture, what)) found.push({ time: capture.capturedAt, id });
  }
  found.sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1));
  const page: Capture[] = [];
  for (const { id } of found.slice(from, from + capturesPerPage)) {
    const capture = await captures.byId(id);
    if (capture) page.push(capture);
  }
  const next = from + capturesPerPage < found.length ? String(from + capturesPerPage) : null;
  if (what.tag === undefined) return { captures: page, next };
  const { tag } = what;
  const marks = await exports.marks(page.map((each) => each.id));
  return { captures: page.filter((each) => marks.get(each.id)?.tags.includes(tag)), next };
}

function fits(capture: Capture, what: ExportSelection): boolean {
  return (
    isInDays(capture, what) &&
    (what.displayId === undefined || capture.displayId === what.displayId) &&
    (what.reviewState === undefined || capture.reviewState === what.reviewState)
  );
}

function isInDays({ localDay }: Capture, { day, from, to }: ExportSelection): boolean {
  return (
    (day === undefined || localDay === day) &&
    (from === undefined || localDay >= from) &&
    (to === undefined || localDay <= to)
  );
}

/** Gives captures their places in an export: each its own, on every file system, and the same whenever it is done. */
export class NamePlanner {
  readonly #taken: (folded: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly #template: NameTemplate;
  readonly #layout: ExportLayout;
  /** For names that are wanted more than once: the number that is free next, at the earliest. */
  readonly #nextNumber = new Map<string, number>();

  /** `taken` says which folded paths were given away in earlier pages. */
  constructor(
    template: NameTemplate,
    layout: ExportLayout,
    taken: (folded: readonly string[]) => Promise<ReadonlySet<string>>,
  ) {
    this.#template = template;
    this.#layout = layout;
    this.#taken = taken;
  }

  async plan(captures: readonly Capture[], firstNumber: number): Promise<PlannedFile[]> {
    const files: PlannedFile[] = [];
    const given = new Set<string>();
    const wanted = captures.map((capture) => this.#named(capture, 1));
    const taken = await this.#taken(wanted.map((each) => each.folded));
    for (const [index, capture] of captures.entries()) {
      let { path, folded } = wanted[index] as { path: string; folded: string };
      const first = folded;
      for (let isFree = !taken.has(folded) && !given.has(folded); !isFree; ) {
        const number = this.#nextNumber.get(first) ?? 2;
        this.#nextNumber.set(first, number + 1);
        ({ path, folded } = this.#named(capture, number));
        isFree = !given.has(folded) && !(await this.#taken([folded])).has(folded);
      }
      given.add(folded);
      files.push({ number: firstNumber + index, captureId: capture.id, path, folded });
    }
    return files;
  }

  #named(capture: Capture, number: number): { path: string; folded: string } {
    const name = fileName(stemOf(capture, this.#template), number, extensionOf(capture));
    const path = this.#layout === 'dated' ? `${capture.localDay.replaceAll('-', '/')}/${name}` : name;
    return { path, folded: foldPath(path) };
  }
}
