import { IconTag } from '@tabler/icons-react';
import { memo } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { VerdictButtons } from '../../ui/verdict/verdict-buttons.tsx';
import classes from './frame-viewer.module.css';
import { useCaptureMarks } from './use-capture-marks.ts';

/** What the marks on the picture do. */
export interface FrameMarkActions {
  readonly keep: (capture: Capture) => void;
  readonly discard: (capture: Capture) => void;
  readonly editTags: () => void;
}

/** On a corner of the picture: its tags, whether it was kept, and the buttons to decide. */
export const FrameMarks = memo(function FrameMarks({
  capture,
  actions,
}: {
  readonly capture: Capture;
  readonly actions: FrameMarkActions;
}) {
  const { tags } = useCaptureMarks(capture);
  return (
    <div className={classes.marks}>
      <VerdictButtons capture={capture} onKeep={actions.keep} onDiscard={actions.discard}>
        <button type="button" className={classes.tags} title="Tags (#)" onClick={actions.editTags}>
          <IconTag size={16} stroke={1.75} aria-hidden />
          {tags && tags.length > 0 ? (
            tags.map((tag) => (
              <span key={tag} className={classes.tag}>
                {tag}
              </span>
            ))
          ) : (
            <span className={classes.tagLabel}>Tag</span>
          )}
        </button>
      </VerdictButtons>
    </div>
  );
});
