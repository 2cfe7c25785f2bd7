import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { orpc } from '../../lib/api.ts';
import { useDecisions } from '../../lib/use-decisions.ts';

const restMs = 120;

/** The value once it has stayed the same for a moment; what is only passed through is left out. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** The tags of a picture and all that was decided about it, asked for once the person stays on it. */
export function useCaptureMarks(capture: Capture | null) {
  const queries = useQueryClient();
  const decisions = useDecisions();
  const id = capture?.id ?? null;
  const rested = useRested(id);
  const query = useQuery(
    orpc.review.ofCapture.queryOptions({ input: { id: id ?? '' }, enabled: id !== null && rested === id }),
  );
  const tags = id === null ? undefined : query.data?.tags;

  /** Shows the change at once; the core's word comes after it. */
  const setTags = async (next: readonly string[]): Promise<void> => {
    if (id === null || !tags) return;
    const { queryKey } = orpc.review.ofCapture.queryOptions({ input: { id } });
    const added = next.filter((tag) => !tags.includes(tag));
    const removed = tags.filter((tag) => !next.includes(tag));
    queries.setQueryData(queryKey, (before) => before && { ...before, tags: [...next] });
    for (const tag of added) await decisions.tag([id], tag, true);
    for (const tag of removed) await decisions.tag([id], tag, false);
    await queries.invalidateQueries({ queryKey });
  };
  return { query, tags, setTags };
}
