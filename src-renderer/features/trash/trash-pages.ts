import type { InfiniteData } from '@tanstack/react-query';
import type { TrashedCapture } from '../../../src-shared/contract/trash.ts';

export interface TrashPageOf {
  readonly items: TrashedCapture[];
  readonly nextCursor: string | null;
}
export type TrashPages = InfiniteData<TrashPageOf, string | undefined>;

/** The pages without these pictures, as after they were restored. */
export function withoutPictures(pages: TrashPages, ids: ReadonlySet<string>): TrashPages {
  return {
    ...pages,
    pages: pages.pages.map((page) =>
      page.items.some((item) => ids.has(item.id))
        ? { ...page, items: page.items.filter((item) => !ids.has(item.id)) }
        : page,
    ),
  };
}

/** All loaded pictures, each once: one that was discarded while pages were read may stand on two of them. */
export function picturesOf(pages: TrashPages | undefined): TrashedCapture[] {
  const found = new Map<string, TrashedCapture>();
  for (const page of pages?.pages ?? []) for (const item of page.items) found.set(item.id, item);
  return [...found.values()];
}
