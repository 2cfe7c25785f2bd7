import { useEffect, useMemo, useState } from 'react';
import {
  idsBetween,
  keepSelected,
  nothingSelected,
  reachTo,
  type Selection,
  selectAll,
  toggleSelected,
} from '../../lib/selection.ts';
import type { Reach } from './picture-list.tsx';
import { step, type TimesSession } from './times-session.ts';

/** Which pictures are selected for what is done to many at once. Going to a picture selects nothing. */
export function useTimesSelection(session: TimesSession, goTo: (id: string) => void) {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const ids = useMemo(() => session.pictures.map(({ capture }) => capture.id), [session.pictures]);
  useEffect(() => {
    const there = new Set(ids);
    setSelection((before) => keepSelected(before, (id) => there.has(id)));
  }, [ids]);
  const point = (id: string, reach: Reach): void => {
    const from = session.currentId ?? id;
    if (reach === 'besides') setSelection((before) => toggleSelected(before, id));
    else if (reach === 'up-to') setSelection((before) => reachTo(before, idsBetween(ids, before.anchor ?? from, id)));
    else setSelection((before) => ({ ...before, anchor: id }));
    goTo(id);
  };
  return {
    selection,
    point,
    reach: (steps: number) => {
      const { currentId } = step(session, steps);
      if (currentId !== null) point(currentId, 'up-to');
    },
    all: () =>
      setSelection((before) =>
        selectAll(
          before,
          ids.filter((id) => !session.settled.has(id)),
        ),
      ),
    clear: () => setSelection(nothingSelected),
  };
}
