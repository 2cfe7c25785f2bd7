import type { ImportCounts } from '../../ports/import-repository.ts';
import type { EventLog } from '../memory/event-log.ts';
import { sizeWords } from '../review/review-words.ts';
import type { ImportPayload } from './import-payload.ts';

/** What an import does, for the list of jobs. */
export function importTitle({ paths, pathCount, uploadId, dryRun }: ImportPayload): string {
  const what = uploadId !== undefined ? 'the files from the window' : (paths[0] ?? '');
  const others = (pathCount ?? paths.length) - 1;
  const more = others > 0 ? ` and ${others} more` : '';
  return dryRun ? `See what importing ${what}${more} would do` : `Import ${what}${more}`;
}

interface EndedImport {
  readonly jobId: string;
  readonly payload: ImportPayload;
  readonly counts: ImportCounts;
  readonly isWhole: boolean;
  /** Originals that were to be deleted and were not. */
  readonly undeleted: number;
}

/** One line in the activity log when an import ended, also where it stopped in the middle. None for a dry run. */
export async function recordImport(
  events: EventLog,
  { jobId, payload, counts, isWhole, undeleted }: EndedImport,
): Promise<void> {
  if (payload.dryRun || (counts.imported === 0 && counts.linked === 0 && !isWhole)) return;
  const others = [
    ...(counts.linked > 0 ? [`${counts.linked} of which the same bytes were there already`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} that could not be imported`] : []),
    ...(undeleted > 0 ? [`${undeleted} whose originals could not be deleted`] : []),
  ];
  const done = `Imported ${countOf(counts.imported, 'picture')} (${sizeWords(counts.importedBytes)})`;
  const rest = others.length === 0 ? '' : `; ${others.join(', ')}`;
  await events.saveEvent({
    type: 'action',
    severity: isWhole && counts.failed + undeleted > 0 ? 'warning' : 'info',
    source: 'user',
    summary: isWhole ? `${done}${rest}.` : `${done}, then stopped: ${counts.pending} are left${rest}.`,
    details: { jobId, mode: payload.mode, isWhole, undeleted, ...counts },
    foldKey: `import ${jobId} ${isWhole ? 'whole' : 'part'}`,
  });
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
