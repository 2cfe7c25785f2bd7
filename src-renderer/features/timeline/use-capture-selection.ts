import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import {
  keepSelected,
  nothingSelected,
  reachTo,
  type Selection,
  selectAll,
  selectedIds,
  toggleSelected,
} from '../../lib/selection.ts';
import { bucketOptions } from './bucket-pages.ts';
import { bucketOfCapture } from './day-index.ts';
import { nameOfMarks } from './marks.ts';
import { capturesBetween, type Walk } from './step.ts';
import type { OpenDay } from './use-frames.ts';

/** Which captures of the list are selected, and how that changes. The functions never change. */
export interface SelectionActions {
  readonly toggle: (capture: Capture) => void;
  /** Everything from the last one touched up to this one; from `start` where none was touched yet. */
  readonly reach: (capture: Capture, start: Capture | null) => void;
  readonly all: () => void;
  readonly clear: () => void;
  /** Where the next reach begins, without selecting anything. */
  readonly anchor: (capture: Capture) => void;
  /** Those of them that are still there: what another window discarded cannot be decided about. */
  readonly present: () => Promise<readonly Capture[]>;
}

/** Selects captures of the list; begins anew with another day, display or filter. */
export function useCaptureSelection(
  day: OpenDay | undefined,
  walk: Walk,
): { readonly selection: Selection; readonly actions: SelectionActions } {
  const queries = useQueryClient();
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const known = useRef(new Map<string, Capture>());
  const latest = useRef({ day, walk, selection });
  useEffect(() => {
    latest.current = { day, walk, selection };
  });

  const scene = `${day?.view.day} ${walk === 'all' ? 'all' : walk.displayId} ${day ? nameOfMarks(day.marks) : ''}`;
  const [lastScene, setLastScene] = useState(scene);
  if (scene !== lastScene) {
    setLastScene(scene);
    setSelection(nothingSelected);
  }

  const actions = useMemo((): SelectionActions => {
    const note = (captures: readonly Capture[]): string[] => {
      for (const capture of captures) known.current.set(capture.id, capture);
      return captures.map((capture) => capture.id);
    };
    return {
      toggle: (capture) => {
        note([capture]);
        setSelection((before) => toggleSelected(before, capture.id));
      },
      anchor: (capture) => {
        note([capture]);
        setSelection({ ...nothingSelected, anchor: capture.id });
      },
      reach: (capture, start) => {
        const { day: open, walk: whose, selection: now } = latest.current;
        const from = (now.anchor === null ? undefined : known.current.get(now.anchor)) ?? start ?? capture;
        if (!open) return;
        void capturesBetween(queries, open, whose, [from, capture]).then(
          (between) => {
            const ids = note(between);
            setSelection((before) => ({ ...reachTo(before, ids), anchor: from.id }));
          },
          () => undefined,
        );
      },
      all: () => {
        const { day: open, walk: whose } = latest.current;
        if (!open) return;
        void capturesBetween(queries, open, whose).then(
          (captures) => setSelection((before) => selectAll(before, note(captures))),
          () => undefined,
        );
      },
      clear: () => setSelection(nothingSelected),
      present: async () => {
        const { day: open, selection: now } = latest.current;
        if (!open) return [];
        const chosen = selectedIds(now).flatMap((id) => known.current.get(id) ?? []);
        const minutes = [...new Set(chosen.map(bucketOfCapture))];
        // Only what went stale is asked for again.
        const buckets = await Promise.all(minutes.map((minute) => queries.fetchQuery(bucketOptions(open, minute))));
        const there = new Set(buckets.flat().map((capture) => capture.id));
        setSelection((before) => keepSelected(before, (id) => there.has(id)));
        return chosen.filter((capture) => there.has(capture.id));
      },
    };
  }, [queries]);
  return { selection, actions };
}
