import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconChecks,
  IconPlayerSkipForward,
  IconTrash,
  IconTrashX,
} from '@tabler/icons-react';
import { memo } from 'react';
import { KeyHint, keepFocus } from './pressable.tsx';
import classes from './review.module.css';
import type { ReviewGroup } from './review-group.ts';
import { pendingOf, unsentPending } from './review-group.ts';
import type { ReviewActions } from './use-review-actions.ts';

/** What can be said of the picture and of the group. */
export const ActionBar = memo(function ActionBar({
  group,
  actions,
}: {
  readonly group: ReviewGroup | undefined;
  readonly actions: ReviewActions;
}) {
  const { act, session } = actions;
  const pending = group ? pendingOf(group) : [];
  const others = group ? pending.filter((id) => id !== group.referenceId).length + unsentPending(group) : 0;
  const state = group?.states[group.candidateId];
  const suggested = !group || group.referenceId === group.source.reference.capture.id;
  return (
    <div className={classes.actions} role="toolbar" aria-label="Decide">
      <div className={classes.actionGroup}>
        <Button
          leftSection={<IconCheck size={16} aria-hidden />}
          rightSection={<KeyHint keys="K" />}
          variant="default"
          disabled={state !== 'pending'}
          aria-keyshortcuts="k"
          onMouseDown={keepFocus}
          onClick={() => act('keep')}
        >
          Keep
        </Button>
        <Button
          leftSection={<IconTrash size={16} aria-hidden />}
          rightSection={<KeyHint keys="D" />}
          disabled={state === undefined || state === 'discarded'}
          aria-keyshortcuts="d"
          onMouseDown={keepFocus}
          onClick={() => act('discard')}
        >
          Discard
        </Button>
        <Button
          leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
          rightSection={<KeyHint keys="S" />}
          variant="subtle"
          color="gray"
          aria-keyshortcuts="s"
          onMouseDown={keepFocus}
          onClick={() => session.skip()}
        >
          Skip
        </Button>
      </div>
      <div className={classes.actionGroup} data-end>
        <Button
          leftSection={<IconChecks size={16} aria-hidden />}
          rightSection={<KeyHint keys="⇧K" />}
          variant="default"
          disabled={pending.length === 0}
          aria-keyshortcuts="Shift+k"
          onMouseDown={keepFocus}
          onClick={() => act('keep_all')}
        >
          Keep all
        </Button>
        <Button
          leftSection={<IconTrashX size={16} aria-hidden />}
          rightSection={<KeyHint keys="⇧D" />}
          variant="default"
          disabled={others === 0}
          aria-keyshortcuts="Shift+d"
          onMouseDown={keepFocus}
          onClick={() => act('discard_others')}
        >
          <span className={classes.longWords}>Discard all but the {suggested ? 'suggested' : 'reference'}</span>
          <span className={classes.shortWords}>Discard others</span>
        </Button>
        <Button
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          rightSection={<KeyHint keys="U" />}
          variant="subtle"
          color="gray"
          aria-keyshortcuts="u"
          onMouseDown={keepFocus}
          onClick={() => session.undo()}
        >
          Undo
        </Button>
      </div>
    </div>
  );
});
