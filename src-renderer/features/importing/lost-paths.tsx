import { formatQuantity } from '../../lib/format.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import type { LostPath } from './given-files.ts';
import classes from './importing.module.css';

const mostShown = 100;

/** The files that this browser could not send, folded away. */
export function LostPaths({ lost }: { readonly lost: readonly LostPath[] }) {
  if (lost.length === 0) return null;
  return (
    <details className={classes.lost}>
      <summary>{formatQuantity(lost.length, 'file')} could not be sent</summary>
      <ul>
        {lost.slice(0, mostShown).map(({ path, message }) => (
          <li key={path}>
            <ForeignText text={path} />
            <span className={classes.quiet}>{message}</span>
          </li>
        ))}
      </ul>
      {lost.length > mostShown && (
        <span className={classes.quiet}>and {formatQuantity(lost.length - mostShown, 'other')}</span>
      )}
    </details>
  );
}
