import type { ReactNode } from 'react';
import classes from './strip.module.css';

/** One line across the whole window, for what is true on every page. */
export function Strip({
  tone,
  label,
  children,
}: {
  readonly tone: 'warning' | 'problem';
  /** The name of the strip for who cannot see where it is. */
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.strip} data-tone={tone} aria-label={label}>
      {children}
    </section>
  );
}
