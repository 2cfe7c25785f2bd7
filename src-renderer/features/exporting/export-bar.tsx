import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ForeignText } from '../../ui/foreign-text.tsx';
import classes from './exporting.module.css';

/** The button that begins, with what comes of it. Stays in sight however long the form above it is. */
export function ExportBar({
  action,
  icon,
  summary,
  path,
  disabled,
  pending,
}: {
  readonly action: string;
  readonly icon: ReactNode;
  /** How much it is; empty while that is not known. */
  readonly summary: string;
  readonly path: string;
  readonly disabled: boolean;
  readonly pending: boolean;
}) {
  return (
    <div className={classes.bar}>
      <Button type="submit" size="md" disabled={disabled} loading={pending} leftSection={icon}>
        {action}
      </Button>
      <div className={classes.barText}>
        <span>{summary}</span>
        {path !== '' && (
          <span className={classes.barPath} title={path}>
            to <ForeignText text={path} />
          </span>
        )}
      </div>
    </div>
  );
}
