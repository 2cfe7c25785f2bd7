import { IconPhotoDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';
import classes from './importing.module.css';
import { takeDrop } from './take-in.ts';
import { useStartImport } from './use-imports.ts';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/**
 * Takes files and folders that are dropped anywhere in the window, whatever page is open. Without it a browser would
 * leave the app and show the file.
 */
export function DropTarget() {
  const [over, setOver] = useState(false);
  const start = useStartImport();
  const navigate = useNavigate();
  const { mutate } = start;
  const latest = useRef({ mutate, navigate });
  useEffect(() => {
    latest.current = { mutate, navigate };
  });
  useEffect(() => {
    // Entering a child comes before leaving its parent.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const taken = takeDrop(event.dataTransfer, (paths) => {
        latest.current.mutate(
          { paths, dryRun: true },
          { onError: (error) => noticeProblem('What you dropped could not be looked at', error) },
        );
      });
      if (taken) void latest.current.navigate({ to: '/import', search: {} });
      else noticeDone('There was no file in what you dropped.');
    };
    const listeners = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name as keyof typeof listeners, listener);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name as keyof typeof listeners, listener);
      }
    };
  }, []);
  if (!over) return null;
  return (
    <div className={classes.overlay} aria-hidden>
      <div className={classes.overlayText}>
        <IconPhotoDown size={44} stroke={1.25} />
        Drop them to have them looked at
      </div>
    </div>
  );
}
