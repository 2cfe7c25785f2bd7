import { type CSSProperties, useEffect, useRef, useState } from 'react';

const keptImages = 24;
const images = new Map<string, { image: HTMLImageElement; decoded: Promise<void> }>();

/**
 * Loads and decodes a picture ahead of its use. The last few are held on to, so that a step back or forth shows them
 * at once.
 */
export function preloadPicture(url: string): Promise<void> {
  const known = images.get(url);
  if (known) {
    images.delete(url);
    images.set(url, known);
    return known.decoded;
  }
  const image = new Image();
  image.decoding = 'async';
  image.src = url;
  const decoded = image.decode();
  decoded.catch(() => images.delete(url));
  images.set(url, { image, decoded });
  for (const oldest of images.keys()) {
    if (images.size <= keptImages) break;
    images.delete(oldest);
  }
  return decoded;
}

/**
 * A picture that is swapped only when the next one is ready: no flash in between, and while pictures come faster than
 * they decode, those that would be late are left out.
 */
export function Picture({
  url,
  alt,
  className,
  style,
  onShown,
  onFailed,
}: {
  readonly url: string;
  readonly alt: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly onShown?: (url: string) => void;
  readonly onFailed?: (url: string) => void;
}) {
  const [shown, setShown] = useState<{ url: string; alt: string } | null>(null);
  const wanted = useRef({ url, alt, onShown, onFailed });
  const busy = useRef(false);

  useEffect(() => {
    wanted.current = { url, alt, onShown, onFailed };
    const loadNext = (): void => {
      const { url: next, alt: nextAlt } = wanted.current;
      busy.current = true;
      preloadPicture(next)
        .then(
          () => {
            // What came in the meantime is shown as well: it is on the way to the newest one.
            setShown((before) => (before?.url === next ? before : { url: next, alt: nextAlt }));
            wanted.current.onShown?.(next);
          },
          () => {
            if (wanted.current.url === next) wanted.current.onFailed?.(next);
          },
        )
        .finally(() => {
          busy.current = false;
          if (wanted.current.url !== next) loadNext();
        });
    };
    if (!busy.current) loadNext();
  }, [url, alt, onShown, onFailed]);

  // The words must belong to the picture that is shown; once it is the wanted one they follow it.
  const words = shown && shown.url === url ? alt : shown?.alt;
  return (
    <img
      src={shown?.url}
      alt={words ?? ''}
      className={className}
      style={shown ? style : { ...style, visibility: 'hidden' }}
      draggable={false}
      aria-busy={shown?.url !== url}
    />
  );
}
