/** Hears of two hashes by their places, and in how many bits they differ. */
export type VisitPair = (first: number, second: number, distance: number) => void;
