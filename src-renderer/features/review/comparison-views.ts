/** The ways to look at two pictures, in the order of their keys. */
export const comparisonViews = [
  { value: 'side', label: 'Side by side' },
  { value: 'flicker', label: 'Flicker' },
  { value: 'slider', label: 'Slider' },
  { value: 'difference', label: 'Difference' },
] as const;

export type ComparisonView = (typeof comparisonViews)[number]['value'];

export function isComparisonView(value: unknown): value is ComparisonView {
  return comparisonViews.some((view) => view.value === value);
}
