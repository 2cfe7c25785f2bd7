import { useEffect, useMemo, useState } from 'react';
import {
  idsBetween,
  keepSelected,
  nothingSelected,
  reachTo,
  type Selection,
  selectAll,
  selectOnly,
  toggleSelected,
} from '../../lib/selection.ts';

/** How a picture was pointed at: alone, besides the others (Ctrl), or from the last one up to it (Shift). */
export type Reach = 'alone' | 'besides' | 'up-to';

/** Which pictures are selected, and on which one the keyboard stands. Both outlive changes of the list. */
export function useTrashSelection(ids: readonly string[]) {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [focus, setFocus] = useState<{ readonly id: string; readonly index: number } | null>(null);

  // What was restored or purged, here or elsewhere, is not selected any more.
  useEffect(() => {
    const there = new Set(ids);
    setSelection((before) => keepSelected(before, (id) => there.has(id)));
  }, [ids]);

  // The keyboard stands on the same picture wherever it moved to, else on the one that took its place.
  const focusIndex = useMemo(() => {
    if (ids.length === 0) return -1;
    const found = focus ? ids.indexOf(focus.id) : 0;
    return found !== -1 ? found : Math.min(focus?.index ?? 0, ids.length - 1);
  }, [ids, focus]);

  return {
    selection,
    focusIndex,
    moveTo: (index: number) => {
      const id = ids[index];
      if (id !== undefined) setFocus({ id, index });
    },
    point: (index: number, reach: Reach) => {
      const id = ids[index];
      if (id === undefined) return;
      setFocus({ id, index });
      setSelection((before) =>
        reach === 'alone'
          ? selectOnly(id)
          : reach === 'besides'
            ? toggleSelected(before, id)
            : reachTo(before, idsBetween(ids, before.anchor ?? ids[focusIndex] ?? id, id)),
      );
    },
    all: () => setSelection((before) => selectAll(before, ids)),
    clear: () => setSelection(nothingSelected),
  };
}
export type TrashSelection = ReturnType<typeof useTrashSelection>;
