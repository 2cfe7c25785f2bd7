import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { IconPhotoDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportRequest, ImportResult } from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { ImportMode } from '../../../src-shared/domain/vocabulary.ts';
import { formatBytes, formatCount, formatQuantity } from '../../lib/format.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { problemOf } from '../../lib/problem.ts';
import { Figures } from '../../ui/facts.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Section } from '../../ui/section.tsx';
import { FileList } from './file-list.tsx';
import { fileKinds, lookInWords, sourceInWords } from './import-words.ts';
import classes from './importing.module.css';
import { Sources } from './sources.tsx';
import type { useStartImport } from './use-imports.ts';

/** What an import would do, and the way to do it. */
export function LookResult({
  job,
  request,
  result,
  start,
}: {
  readonly job: Job;
  readonly request: ImportRequest;
  readonly result: ImportResult;
  readonly start: ReturnType<typeof useStartImport>;
}) {
  const [mode, setMode] = useState<ImportMode>(request.mode);
  const sent = request.uploadId !== undefined;
  const nothing = result.importable === 0;
  const begin = (): void => {
    if (!nothing && !start.isPending) start.mutate({ ...request, mode: sent ? 'copy' : mode, dryRun: false });
  };
  useKeyBindings('Import', [{ keys: ['Ctrl+Enter'], label: 'Import what was found', run: begin, inFields: true }]);
  const counts = [
    { name: 'New', value: formatCount(result.importable), note: formatBytes(result.importableBytes) },
    { name: 'There already', value: formatCount(result.linked), note: 'will not be stored twice' },
    { name: 'Cannot be read', value: formatCount(result.failed), note: 'each with its reason below' },
    { name: 'No pictures', value: formatCount(result.skipped), note: 'left where they are' },
  ];
  return (
    <Section title={lookInWords(result)} description={<Sources words={sourceInWords(request)} paths={request.paths} />}>
      <Stack gap="lg">
        <Figures facts={counts.filter(({ value }, index) => index === 0 || value !== '0')} />
        {!nothing && !sent && (
          <Radio.Group
            value={mode}
            onChange={(value) => setMode(value === 'move' ? 'move' : 'copy')}
            label="What becomes of your files"
          >
            <div className={classes.modes}>
              <Radio value="copy" label="Copy" description="Your files stay where they are, exactly as they are." />
              <Radio
                value="move"
                label="Move"
                description="Each of your files is deleted, but only after its copy was read back and is the same to the last byte."
              />
            </div>
          </Radio.Group>
        )}
        {sent && !nothing && (
          <Text size="sm" c="dimmed">
            Your own files stay where they are: a browser only gives copies of them.
          </Text>
        )}
        {start.error && (
          <NoticeBox tone="problem" title="The import was not started" role="alert">
            <span>{problemOf(start.error).message}</span>
          </NoticeBox>
        )}
        <Group gap="sm">
          {!nothing && (
            <Button leftSection={<IconPhotoDown size={16} aria-hidden />} loading={start.isPending} onClick={begin}>
              {mode === 'move' && !sent ? 'Move' : 'Import'} {formatQuantity(result.importable, 'picture')}
            </Button>
          )}
          <Button variant="default" component={Link} to="/import">
            {nothing ? 'Choose others' : 'Cancel'}
          </Button>
        </Group>
        <FileList jobId={job.id} kinds={fileKinds(result)} />
      </Stack>
    </Section>
  );
}
