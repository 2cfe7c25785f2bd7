import { formatOffset } from './format.ts';

/** The offsets from UTC that are in use somewhere, in minutes east of it. */
const offsetsInUse: readonly number[] = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60, 120, 180, 210, 240,
  270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
];

/** Choices of a time zone for a select, with the one that is chosen now wherever it is from. */
export function offsetChoices(chosen: number): { value: string; label: string }[] {
  const all = offsetsInUse.includes(chosen) ? offsetsInUse : [...offsetsInUse, chosen].sort((a, b) => a - b);
  return all.map((offset) => ({ value: String(offset), label: formatOffset(offset) }));
}
