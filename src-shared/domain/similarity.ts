/**
 * The settings of "how alike must two pictures be", strictest first. The similarity of two pictures is the share of
 * the picture that is the same; 1 is kept for files that are the same byte for byte.
 */
export const similarityThresholds = [1, 0.995, 0.99, 0.98, 0.97, 0.95, 0.92, 0.9] as const;
export type SimilarityThreshold = (typeof similarityThresholds)[number];

export const defaultSimilarityThreshold: SimilarityThreshold = 0.97;

/** The most that two files which differ in any byte can reach. */
export const greatestPerceptualSimilarity = 0.9999;

/** The least share that two scrolled pictures have in common, moved rows counted as the same. */
export const leastScrolledSimilarity = 0.5;

/** How the pictures of a group are alike: lying on each other as they are, or after scrolling one of them. */
export const groupKinds = ['similar', 'scrolled'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** The loosest setting that is at least as strict as asked; undefined outside 0.9 to 1. */
export function settingFor(threshold: number): SimilarityThreshold | undefined {
  return similarityThresholds.findLast((setting) => setting >= threshold && threshold >= 0.9);
}

/** A threshold as the database keeps it: thousandths, 0 for scrolled groups. */
export function levelOf(kind: GroupKind, threshold: SimilarityThreshold): number {
  return kind === 'scrolled' ? 0 : Math.round(threshold * 1000);
}

/** `98.74 %`: rounded down to two digits, so that nothing but the same file ever reads as 100 %. */
export function similarityText(similarity: number): string {
  if (similarity >= 1) return '100 %';
  // 0.97 * 10,000 is a little less than 9,700.
  return `${Math.min(9_999, Math.floor(similarity * 10_000 + 1e-6)) / 100} %`;
}
