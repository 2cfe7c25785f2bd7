/** The sign of Afterimage: a screen and the two it leaves behind. */
export function ProductMark({ size = 26 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      aria-hidden="true"
    >
      <rect x="4" y="6" width="17" height="13" rx="2" opacity="0.3" />
      <rect x="7.5" y="9.5" width="17" height="13" rx="2" opacity="0.6" />
      <rect x="11" y="13" width="17" height="13" rx="2" fill="var(--color-surface)" />
    </svg>
  );
}
