import { useMemo } from 'react';
import { useCaptureStatus } from './live.tsx';
import type { DisplaySizes } from './wall-layout.ts';

/** The sizes of the displays that are connected now, by id. Changes only when one of them does. */
export function useDisplaySizes(): DisplaySizes {
  const displays = useCaptureStatus()?.displays;
  const key = JSON.stringify(displays?.map(({ display: { id, width, height } }) => [id, { width, height }]) ?? []);
  return useMemo(() => new Map(JSON.parse(key) as [string, { width: number; height: number }][]), [key]);
}
