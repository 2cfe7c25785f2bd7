/** All displays of one moment. */
export function WallPage() {
  return null;
}
