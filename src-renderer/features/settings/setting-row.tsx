import { Button, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import classes from './settings.module.css';

/** One setting: what it is and does on the left, its control on the right, how the change went below. */
export function SettingRow({
  controlId,
  label,
  help,
  problem,
  saved,
  onReset,
  resetTo,
  children,
}: {
  /** The id of the control; its help is `<id>-help`, its problem `<id>-problem`. */
  readonly controlId: string;
  readonly label: string;
  readonly help: ReactNode;
  readonly problem: string | undefined;
  readonly saved: boolean;
  /** Puts the default back; undefined where it is in force. */
  readonly onReset?: (() => void) | undefined;
  /** The default in words. */
  readonly resetTo?: string;
  readonly children: ReactNode;
}) {
  // The inputs of the library leave out what describes them, unless they draw it themselves.
  useEffect(() => {
    const description = problem === undefined ? `${controlId}-help` : `${controlId}-help ${controlId}-problem`;
    document.getElementById(controlId)?.setAttribute('aria-describedby', description);
  });
  return (
    <div className={classes.row}>
      <div className={classes.text}>
        <label htmlFor={controlId} id={`${controlId}-label`} className={classes.label}>
          {label}
        </label>
        <Text size="sm" c="dimmed" id={`${controlId}-help`}>
          {help}
        </Text>
      </div>
      <div className={classes.control}>
        {children}
        {problem && (
          <Text size="sm" c="var(--color-problem)" role="alert" id={`${controlId}-problem`}>
            {problem}
          </Text>
        )}
        <div className={classes.after}>
          <span role="status" className={classes.saved}>
            {saved && (
              <>
                <IconCheck size={14} aria-hidden /> Saved
              </>
            )}
          </span>
          {onReset && (
            <Button size="compact-xs" variant="subtle" onClick={onReset} aria-label={`Reset “${label}” to ${resetTo}`}>
              Reset to {resetTo}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
