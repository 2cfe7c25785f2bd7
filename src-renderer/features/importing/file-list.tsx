import { Button, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { ImportFile } from '../../../src-shared/contract/importing.ts';
import type { ImportFileStatus } from '../../../src-shared/domain/vocabulary.ts';
import { client, orpc } from '../../lib/api.ts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { type FileKind, placeOf } from './import-words.ts';
import classes from './importing.module.css';

const rowHeightPixels = 60;
const pageLength = 200;
const mostRowsInSight = 9;

/** What became of each file, one kind at a time. */
export function FileList({ jobId, kinds }: { readonly jobId: string; readonly kinds: readonly FileKind[] }) {
  const [wanted, setWanted] = useState<ImportFileStatus>();
  const kind = kinds.find((each) => each.status === wanted) ?? kinds[0];
  if (!kind) return null;
  return (
    <div className={classes.files}>
      {kinds.length > 1 ? (
        <SegmentedControl
          size="md"
          className={classes.tabs}
          aria-label="Which files"
          value={kind.status}
          onChange={(value) => setWanted(kinds.find((each) => each.status === value)?.status)}
          data={kinds.map(({ status, label, count }) => ({ value: status, label: `${label} (${formatCount(count)})` }))}
        />
      ) : (
        <Text size="sm" fw={600}>
          {kind.label} ({formatCount(kind.count)})
        </Text>
      )}
      <FilesOfKind key={kind.status} jobId={jobId} kind={kind} />
    </div>
  );
}

function FilesOfKind({ jobId, kind }: { readonly jobId: string; readonly kind: FileKind }) {
  const query = useInfiniteQuery(
    orpc.importing.files.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: jobId, status: kind.status, cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const files = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  // What is not in the library has no picture to show.
  const withPictures = files.some((file) => file.captureId !== null);
  const scroller = useRef<HTMLDivElement>(null);
  const total = query.hasNextPage ? Math.max(kind.count, files.length) : files.length;
  const virtualizer = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPixels,
    overscan: 8,
  });
  const rows = virtualizer.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (lastRow >= files.length - 30 && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [lastRow, files.length, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  if (query.isPending) return <LoadingState label="Reading the list" />;
  if (query.isError && files.length === 0) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      data-pictures={withPictures || undefined}
      style={{ height: Math.min(files.length, mostRowsInSight) * rowHeightPixels + 2 }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
      aria-label={kind.label}
    >
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }} aria-label={`Files: ${kind.label}`}>
        {rows.map((row) => {
          const file = files[row.index];
          return (
            file && (
              <li
                key={file.number}
                className={classes.file}
                style={{ transform: `translateY(${row.start}px)`, height: rowHeightPixels }}
                aria-setsize={total}
                aria-posinset={row.index + 1}
              >
                <FileRow file={file} withPicture={withPictures} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

const FileRow = memo(function FileRow({
  file,
  withPicture,
}: {
  readonly file: ImportFile;
  /** Leaves room for one, also where this file has none. */
  readonly withPicture: boolean;
}) {
  const navigate = useNavigate();
  const { name, folder } = placeOf(file);
  const { captureId } = file;
  const show = async (id: string): Promise<void> => {
    try {
      const capture = await client.captures.get({ id });
      if (capture.trashedAt !== null) await navigate({ to: '/trash' });
      else {
        await navigate({
          to: '/day/$day',
          params: { day: capture.localDay },
          search: { at: capture.capturedAt, display: capture.displayId ?? '' },
        });
      }
    } catch (error) {
      noticeProblem('The picture could not be shown', error);
    }
  };
  return (
    <>
      {withPicture && (
        <span className={classes.thumbnail} data-empty={captureId === null || undefined}>
          {captureId !== null && (
            <img src={thumbnailUrl(captureId, 64)} alt="" loading="lazy" decoding="async" draggable={false} />
          )}
        </span>
      )}
      <span className={classes.fileText}>
        <span className={classes.fileName} title={name}>
          <ForeignText text={name} />
        </span>
        {file.errorMessage !== null ? (
          <span className={classes.reason} data-tone={file.status === 'failed' ? 'problem' : undefined}>
            {file.errorMessage}
          </span>
        ) : (
          folder !== '' && (
            <span className={classes.folder} title={folder}>
              <ForeignText text={folder} />
            </span>
          )
        )}
      </span>
      <span className={classes.size}>{file.bytes === null ? '' : formatBytes(file.bytes)}</span>
      {captureId !== null && (
        <Button size="compact-sm" variant="subtle" onClick={() => void show(captureId)} aria-label={`Show ${name}`}>
          Show
        </Button>
      )}
    </>
  );
});
