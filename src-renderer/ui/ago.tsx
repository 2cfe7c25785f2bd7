import { formatAgo, formatMoment, offsetHere } from '../lib/format.ts';
import { useNow } from '../lib/now.ts';

/** How long ago a moment was, counting on; the moment itself when pointed at. */
export function Ago({ at, never = 'never' }: { readonly at: number | null; readonly never?: string }) {
  const nowMs = useNow();
  if (at === null) return <span>{never}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at, offsetHere(at))}>
      {formatAgo(nowMs - at)}
    </time>
  );
}
