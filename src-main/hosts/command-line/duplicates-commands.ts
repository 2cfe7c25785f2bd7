import type { DuplicateCounts, DuplicateGroup, DuplicateMember } from '../../../src-shared/contract/duplicates.ts';
import { defaultSimilarityThreshold, settingFor } from '../../../src-shared/domain/similarity.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import { table } from './table.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText, instantText } from './words.ts';

/** Members of a group that are printed; `--json` has more. */
const mostPrintedMembers = 12;

/** `afterimage duplicates scan` */
export function runDuplicatesScan(
  { libraryPath, output }: CommandContext,
  options: { threshold?: number; day?: string; again?: boolean },
): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened) => {
    const { id } = await opened.duplicates.scan(options);
    const job = await followJob(opened, output, id);
    const failed = job.failedItems > 0 ? (await opened.jobs.items(id, { status: 'failed', limit: 50 })).items : [];
    const counts = await opened.duplicates.counts({ day: options.day, displays: 'across' });
    output.document({ job, failed, counts });
    const asked = settingFor(options.threshold ?? defaultSimilarityThreshold);
    const where = options.day ? ` on ${options.day}` : '';
    output.print(
      `${job.title}: done${job.failedItems > 0 ? `, ${countText(job.failedItems, 'picture')} failed` : ''}.`,
    );
    for (const item of failed)
      output.print(`  ${item.capture?.filepath ?? item.captureId}: ${item.errorMessage ?? '–'}`);
    output.print(`\nTo review${where}:\n${countsTable(counts, asked)}`);
    return exitCodes.done;
  });
}

function countsTable(counts: DuplicateCounts, asked: number | undefined): string {
  const row = (name: string, count: DuplicateCounts['scrolled']) => [
    name,
    String(count.groups),
    String(count.captures),
    bytesText(count.bytes),
  ];
  const mark = (threshold: number) => `${threshold}${threshold === asked ? ' (asked for)' : ''}`;
  return table(
    ['Similarity', 'Groups', 'Pictures', 'Discarding frees'],
    [...counts.settings.map((count) => row(mark(count.threshold), count)), row('scrolled', counts.scrolled)],
  );
}

/** `afterimage duplicates list` */
export function runDuplicatesList(
  { libraryPath, output }: CommandContext,
  options: { threshold?: number; day?: string; scrolled?: boolean; all?: boolean; limit: number; cursor?: string },
): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ duplicates }) => {
    const page = await duplicates.groups({
      kind: options.scrolled ? 'scrolled' : 'similar',
      threshold: options.threshold ?? defaultSimilarityThreshold,
      scope: { day: options.day, displays: 'across' },
      pendingOnly: options.all !== true,
      limit: options.limit,
      cursor: options.cursor,
    });
    output.document(page);
    if (page.items.length === 0) {
      const where = options.day ? ` on ${options.day}` : '';
      const what = options.scrolled ? 'no scrolled pictures' : `no duplicates at ${page.threshold} or more`;
      output.print(`There are ${what}${options.all ? '' : ' left to decide'}${where}.`);
      return exitCodes.done;
    }
    output.print(page.items.map(groupText).join('\n\n'));
    if (page.nextCursor) output.print(`\nMore with: --cursor ${page.nextCursor}`);
    return exitCodes.done;
  });
}

function groupText(group: DuplicateGroup): string {
  const members = [group.reference, ...group.others].slice(0, mostPrintedMembers);
  const left = group.memberCount - members.length;
  const row = (member: DuplicateMember, index: number) => [
    index === 0 ? 'keep' : member.pending ? '' : 'decided',
    instantText(member.capture.capturedAt, member.capture.utcOffsetMinutes),
    member.capture.displayName ?? '–',
    bytesText(member.capture.fileSize),
    index === 0 ? group.keeperReason : member.reason,
    member.capture.id,
  ];
  return [
    `${countText(group.memberCount, 'picture')}, discarding the others frees ${bytesText(group.bytes)}`,
    table(['Suggested', 'Captured at', 'Display', 'File', 'Why', 'Id'], members.map(row)),
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join('\n');
}
