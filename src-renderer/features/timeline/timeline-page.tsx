/** The day view. */
export function TimelinePage() {
  return null;
}
