import { IconCheck, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { pictureName } from '../../lib/picture-name.ts';
import classes from './verdict-buttons.module.css';

/** Says that a picture was kept; beside its name or on its corner. */
export function KeptMark({ size = 14 }: { readonly size?: number }) {
  return (
    <span className={classes.kept} title="Kept" role="img" aria-label="Kept">
      <IconCheck size={size} stroke={2.5} aria-hidden />
    </span>
  );
}

/** Keep and discard, on top of the picture they are about; with room for what else can be said of it. */
export function VerdictButtons({
  capture,
  onKeep,
  onDiscard,
  children,
}: {
  readonly capture: Capture;
  readonly onKeep: (capture: Capture) => void;
  readonly onDiscard: (capture: Capture) => void;
  readonly children?: ReactNode;
}) {
  const kept = capture.reviewState === 'kept';
  const name = pictureName(capture);
  return (
    <div className={classes.buttons} data-kept={kept || undefined}>
      {children}
      <button
        type="button"
        className={classes.button}
        aria-pressed={kept}
        aria-label={`${kept ? 'Kept' : 'Keep'}: ${name}`}
        title={kept ? 'Kept: no automatic deletion takes it' : 'Keep (k)'}
        onClick={() => !kept && onKeep(capture)}
      >
        <IconCheck size={17} stroke={kept ? 2.75 : 1.75} aria-hidden />
        <span className={classes.label}>{kept ? 'Kept' : 'Keep'}</span>
      </button>
      <button
        type="button"
        className={classes.button}
        aria-label={`Discard: ${name}`}
        title="Discard (d)"
        onClick={() => onDiscard(capture)}
      >
        <IconTrash size={17} stroke={1.75} aria-hidden />
        <span className={classes.label}>Discard</span>
      </button>
    </div>
  );
}
