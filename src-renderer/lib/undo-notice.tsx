import { Button, Kbd } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import classes from './undo-notice.module.css';

const id = 'undoable';
let shown = 0;

/** Says what was just done and offers to take it back. There is one such notice, of what was done last. */
export function noticeUndoable(message: string, onUndo: () => void): void {
  shown += 1;
  notifications.hide(`${id} ${shown - 1}`);
  const own = `${id} ${shown}`;
  notifications.show({
    id: own,
    role: 'status',
    autoClose: 8000,
    message: (
      <span className={classes.line}>
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(own);
            onUndo();
          }}
        >
          Undo&nbsp;<Kbd size="xs">Ctrl+Z</Kbd>
        </Button>
      </span>
    ),
  });
}

/** Takes the notice away, as when its deed was undone by a key. */
export function hideUndoNotice(): void {
  notifications.hide(`${id} ${shown}`);
}
