import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { checkPreference, type PreferenceKey, preferenceDefinitions } from '../../../src-shared/domain/preferences.ts';
import { client, orpc } from '../../lib/api.ts';
import { problemOf } from '../../lib/problem.ts';
import { useBriefly } from '../../lib/use-briefly.ts';

/** How a change of a setting stands. `problem` is one sentence, from the window's own check or from the core. */
export interface PreferenceChange {
  readonly pending: boolean;
  readonly saved: boolean;
  readonly problem: string | undefined;
  readonly save: (value: unknown) => void;
  /** Forgets the last problem, when the person types on. */
  readonly clear: () => void;
}

/** How long "Saved" stays. */
export const savedShownMs = 2500;

/** Saves one preference, at once. A value that does not fit is not sent, and the old one stays in force. */
export function usePreferenceChange(key: PreferenceKey): PreferenceChange {
  const queries = useQueryClient();
  const [refused, setRefused] = useState<string>();
  const saved = useBriefly(savedShownMs);
  const change = useMutation({
    // One after the other: what was changed last is what is in force.
    scope: { id: `preference ${key}` },
    mutationFn: (value: unknown) => client.preferences.set({ key, value }),
    onSuccess: (preferences) => {
      queries.setQueryData(orpc.preferences.get.queryKey(), preferences);
      saved.raise();
    },
  });
  return {
    pending: change.isPending,
    saved: saved.up,
    problem: refused ?? (change.isError ? problemOf(change.error).message : undefined),
    save: (value) => {
      saved.lower();
      const checked = checkPreference(key, value);
      setRefused(checked.ok ? undefined : checked.problem);
      if (checked.ok) change.mutate(checked.value);
      else change.reset();
    },
    clear: () => {
      setRefused(undefined);
      change.reset();
    },
  };
}

/** True where the value is what a new library starts with. */
export function isDefault(key: PreferenceKey, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(preferenceDefinitions[key].default);
}
