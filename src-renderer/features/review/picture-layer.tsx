import { IconPhotoOff } from '@tabler/icons-react';
import { type CSSProperties, type ReactNode, useSyncExternalStore } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { Placement, Size } from '../../lib/frame-zoom.ts';
import { fullUrl } from '../../lib/media.ts';
import { pictureName } from '../../lib/picture-name.ts';
import type { PictureLoader, PictureState } from './picture-loader.ts';
import classes from './stage.module.css';

/** How far the picture of a capture is; a picture whose file is known to be gone has failed. */
export function usePictureState(loader: PictureLoader, capture: Capture): PictureState {
  const url = fullUrl(capture.id);
  const state = useSyncExternalStore(loader.subscribe, () => loader.state(url));
  return capture.missingAt === null ? (state ?? 'loading') : 'failed';
}

/** The plane on which the pictures of a pane lie, in pixels of the reference. */
export function Scene({
  placement,
  size,
  className,
  style,
  children,
}: {
  readonly placement: Placement;
  readonly size: Size;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly children: ReactNode;
}) {
  return (
    <div
      className={className ? `${classes.scene} ${className}` : classes.scene}
      style={{
        ...style,
        width: size.width,
        height: size.height,
        transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
        imageRendering: placement.scale * (globalThis.devicePixelRatio || 1) > 2 ? 'pixelated' : undefined,
      }}
    >
      {children}
    </div>
  );
}

/**
 * One picture on the plane. It is drawn only when it is decoded, and never stays while another one is on its way: whoever
 * decides must see what is being decided about, or that it is not there yet.
 */
export function PictureLayer({
  capture,
  loader,
  top = 0,
  alt,
  className,
  style,
}: {
  readonly capture: Capture;
  readonly loader: PictureLoader;
  /** How far down it lies, in pixels of the plane. */
  readonly top?: number;
  /** Instead of the name of the picture; empty where another layer names it. */
  readonly alt?: string;
  readonly className?: string;
  readonly style?: CSSProperties;
}) {
  if (usePictureState(loader, capture) !== 'ready') return null;
  const url = fullUrl(capture.id);
  return (
    <img
      key={url}
      src={url}
      alt={alt ?? pictureName(capture)}
      decoding="sync"
      draggable={false}
      className={className ? `${classes.picture} ${className}` : classes.picture}
      style={{ ...style, top }}
    />
  );
}

/** What stands in a pane instead of a picture that is not there. */
export function PictureNote({ capture, loader }: { readonly capture: Capture; readonly loader: PictureLoader }) {
  const state = usePictureState(loader, capture);
  if (state === 'ready') return null;
  if (state === 'loading') return <div className={classes.waiting} role="status" aria-label="Loading the picture" />;
  return (
    <div className={classes.note} role="alert">
      <IconPhotoOff size={28} stroke={1.5} aria-hidden />
      <strong>The file of this picture is gone</strong>
      <span className={classes.noteFile}>{capture.filepath}</span>
    </div>
  );
}
