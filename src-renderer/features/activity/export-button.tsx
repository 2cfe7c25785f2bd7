import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import { eventsAsCsv } from '../../../src-shared/domain/event-csv.ts';
import { client } from '../../lib/api.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { saveFile } from '../../lib/save-file.ts';
import type { ActivityFilter } from './activity-cache.ts';

/** All that fits the filter, also what is not loaded yet. */
async function readAll(filter: ActivityFilter): Promise<ActivityEvent[]> {
  const events: ActivityEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.memory.events.list({ ...filter, limit: 500, cursor });
    events.push(...page.items);
    if (page.nextCursor === null) return events;
    cursor = page.nextCursor;
  }
}

/** Saves the filtered log as a file for a spreadsheet. */
export function ExportButton({ filter }: { readonly filter: ActivityFilter }) {
  const save = useMutation({
    mutationFn: async () => {
      const day = new Date().toISOString().slice(0, 10);
      saveFile(`afterimage-activity-${day}.csv`, 'text/csv;charset=utf-8', eventsAsCsv(await readAll(filter)));
    },
    onError: (error) => noticeProblem('The log was not exported', error),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      Export CSV
    </Button>
  );
}
