/**
 * Which of many things are chosen, the way file managers do it: a click chooses one, Ctrl adds or takes away one, Shift
 * reaches from the last one clicked, and another Shift click moves the end of that reach.
 */
export interface Selection {
  /** Where Shift reaches from. */
  readonly anchor: string | null;
  /** What was chosen before Shift reached out. */
  readonly base: ReadonlySet<string>;
  /** What Shift reaches over now. */
  readonly reach: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export const nothingSelected: Selection = { anchor: null, base: none, reach: none };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.base.has(id) || selection.reach.has(id);
}

/** Everything chosen, each once, what Shift reaches over last. */
export function selectedIds(selection: Selection): string[] {
  return [...new Set([...selection.base, ...selection.reach])];
}

export function countSelected(selection: Selection): number {
  let count = selection.base.size;
  for (const id of selection.reach) if (!selection.base.has(id)) count += 1;
  return count;
}

/** Only this one. */
export function selectOnly(id: string): Selection {
  return { anchor: id, base: new Set([id]), reach: none };
}

/** This one added, or taken away where it was chosen. */
export function toggleSelected(selection: Selection, id: string): Selection {
  const base = new Set(selectedIds(selection));
  if (!base.delete(id)) base.add(id);
  return { anchor: id, base, reach: none };
}

/** All of these, besides what was chosen before the anchor was set; `ids` run from the anchor to where it reaches. */
export function reachTo(selection: Selection, ids: readonly string[]): Selection {
  return { anchor: selection.anchor ?? ids[0] ?? null, base: selection.base, reach: new Set(ids) };
}

/** All of these and nothing else; the anchor stays. */
export function selectAll(selection: Selection, ids: readonly string[]): Selection {
  return { anchor: selection.anchor ?? ids[0] ?? null, base: new Set(ids), reach: none };
}

/** Without what is not there any more; the same selection where nothing is lost. */
export function keepSelected(selection: Selection, isThere: (id: string) => boolean): Selection {
  const ids = selectedIds(selection);
  const kept = ids.filter(isThere);
  const anchorStays = selection.anchor === null || isThere(selection.anchor);
  if (kept.length === ids.length && anchorStays) return selection;
  return { anchor: anchorStays ? selection.anchor : null, base: new Set(kept), reach: none };
}

/** What lies between two things of a list, both included, from the first to the second. */
export function idsBetween(ids: readonly string[], from: string, to: string): string[] {
  const start = ids.indexOf(from);
  const end = ids.indexOf(to);
  if (start === -1 || end === -1) return end === -1 ? [] : [to];
  const between = ids.slice(Math.min(start, end), Math.max(start, end) + 1);
  return start <= end ? between : between.reverse();
}
