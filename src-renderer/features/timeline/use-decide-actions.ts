import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { noticeDone } from '../../lib/notice.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { countSelected, type Selection } from '../../lib/selection.ts';
import type { Moment } from '../../lib/typed-time.ts';
import { useDecisions } from '../../lib/use-decisions.ts';
import { dropFromBuckets, keepInBuckets } from './bucket-pages.ts';
import { daysInCache } from './days-in-cache.ts';
import { withoutCaptures } from './live-day.ts';
import { captureBeside, type Walk } from './step.ts';
import type { SelectionActions } from './use-capture-selection.ts';
import type { OpenDay } from './use-frames.ts';

/** What deciding works on. */
export interface DecideScene {
  readonly day: OpenDay | undefined;
  readonly walk: Walk;
  readonly selection: Selection;
}

/** How deciding reaches the rest of the page. Each of these must stay the same. */
export interface DecideReach {
  readonly playhead: Playhead;
  /** The picture that is large, or that is pointed at on the wall. */
  readonly shown: RefObject<Capture | null>;
  readonly show: (capture: Capture | null) => void;
  readonly selected: SelectionActions;
  /** Opens the field for tags: of the selection, or of the picture. */
  readonly openTagField: (of: 'selection' | 'picture') => void;
  readonly setBusy: (busy: boolean) => void;
}

/**
 * Keep, discard, tag and undo, of the selection where there is one and of the picture else. What is decided is seen at
 * once; where the core refuses it, all is asked for anew. The functions never change.
 */
export function useDecideActions(scene: DecideScene, reach: DecideReach) {
  const queries = useQueryClient();
  const decisions = useDecisions();
  const latest = useRef(scene);
  useEffect(() => {
    latest.current = scene;
  });
  const { playhead, shown, show, selected, openTagField, setBusy } = reach;

  return useMemo(() => {
    /** Being written down now: a key that is pressed twice must not say it twice. */
    const underWay = new Set<string>();

    const leaveList = (captures: readonly Capture[]): void => {
      dropFromBuckets(queries, new Set(captures.map(({ id }) => id)));
      for (const day of new Set(captures.map(({ localDay }) => localDay))) {
        for (const { queryKey } of daysInCache(queries, day)) {
          queries.setQueryData<DayView>(queryKey, (view) => (view ? withoutCaptures(view, captures) : view));
        }
      }
    };

    /** Moves on where the picture that is shown will be gone; the newest is followed as before. */
    const moveOn = async (gone: ReadonlySet<string>): Promise<void> => {
      const { day, walk } = latest.current;
      const now = shown.current;
      if (!day || !now || !gone.has(now.id) || playhead.get().following) return;
      show(await captureBeside(queries, day, walk, now, (id) => gone.has(id)));
    };

    const decide = async (captures: readonly Capture[], verdict: 'keep' | 'discard'): Promise<boolean> => {
      const wanted = captures.filter(({ id, reviewState }) => {
        return !underWay.has(id) && !(verdict === 'keep' && reviewState === 'kept');
      });
      if (wanted.length === 0) {
        if (verdict === 'keep' && captures.length > 0) noticeDone('Kept already.');
        return true;
      }
      const ids = new Set(wanted.map(({ id }) => id));
      for (const id of ids) underWay.add(id);
      const before = shown.current && ids.has(shown.current.id) ? shown.current : (wanted[0] ?? null);
      try {
        const leaves = verdict === 'discard' || latest.current.day?.marks.reviewState === 'unreviewed';
        if (leaves) await moveOn(ids);
        // With what leaves the list, the day's counts go at once; what is kept only changes its mark.
        if (verdict === 'discard') leaveList(wanted);
        else keepInBuckets(queries, ids);
        const done = await decisions.decide([...ids], verdict, leaves ? () => show(before) : undefined);
        if (!done && leaves) show(before);
        return done;
      } finally {
        for (const id of ids) underWay.delete(id);
      }
    };

    const decideSelected = async (verdict: 'keep' | 'discard'): Promise<void> => {
      setBusy(true);
      try {
        const captures = await selected.present();
        if (captures.length === 0) noticeDone('What was selected is not there any more.');
        if (await decide(captures, verdict)) selected.clear();
      } finally {
        setBusy(false);
      }
    };

    const say = (verdict: 'keep' | 'discard'): void => {
      if (countSelected(latest.current.selection) > 0) void decideSelected(verdict);
      else if (shown.current) void decide([shown.current], verdict);
      else noticeDone('There is no picture to decide about. On the wall, point at one first.');
    };

    return {
      keep: () => say('keep'),
      discard: () => say('discard'),
      keepOne: (capture: Capture) => void decide([capture], 'keep'),
      discardOne: (capture: Capture) => void decide([capture], 'discard'),
      editTags: () => openTagField(countSelected(latest.current.selection) > 0 ? 'selection' : 'picture'),
      tagSelected: async (tag: string, assigned: boolean) => {
        setBusy(true);
        try {
          const ids = (await selected.present()).map(({ id }) => id);
          if (ids.length > 0) await decisions.tag(ids, tag, assigned);
        } finally {
          setBusy(false);
        }
      },
      /** Says when an imported picture was taken, and follows it to its new day; undone, back to its old one. */
      setTime: async (capture: Capture, { capturedAt, utcOffsetMinutes }: Moment): Promise<boolean> => {
        const moment = { capturedAt, utcOffsetMinutes };
        const done = await decisions.setTime(capture.id, moment, () => show(capture));
        if (done) show({ ...capture, ...moment, localDay: localDayOf(capturedAt, utcOffsetMinutes) });
        return done;
      },
      undo: () => void decisions.undoLast(),
    };
  }, [queries, decisions, playhead, shown, show, selected, openTagField, setBusy]);
}
export type DecideActions = ReturnType<typeof useDecideActions>;
