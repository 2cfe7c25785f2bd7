import { Card, Code, Group, Text } from '@mantine/core';
import type { LibraryStatus } from '../../../src-shared/contract/library.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { formatBytes, formatMoment, formatQuantity, offsetHere } from '../../lib/format.ts';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

function Health({ healthy, message }: LibraryStatus['health']) {
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" component="span">
      <span style={{ paddingTop: 3 }}>
        <StateMark shape={healthy ? 'disc' : 'triangle'} tone={healthy ? 'active' : 'problem'} size={14} />
      </span>
      <Text span>
        <strong>{healthy ? 'Healthy.' : 'Not healthy.'}</strong> {message}
      </Text>
    </Group>
  );
}

/** Where the library is, who works on it, and how its database is. */
export function DatabaseSection({
  library,
  databaseBytes,
}: {
  readonly library: LibraryStatus;
  readonly databaseBytes: number | undefined;
}) {
  const app = useAppInfo();
  const { revision, backups, holder } = library;
  const newest = backups.reduce<number | null>((latest, backup) => Math.max(latest ?? 0, backup.createdAt), null);
  return (
    <Section title="Library and database">
      <Card>
        <Facts
          facts={[
            { name: 'Folder', value: <Code>{library.path}</Code> },
            {
              name: 'Captured by',
              value: holder === null ? 'nobody now' : holder.self ? 'this Afterimage' : 'another Afterimage',
              note: holder && `process ${holder.pid}, ${holder.host}`,
            },
            { name: 'Database', value: <Health {...library.health} /> },
            {
              name: 'Revision',
              value: `${revision.current ?? 'not known'}${revision.current === revision.latest ? ', the latest' : ''}`,
              note: revision.pending > 0 ? `latest ${revision.latest}, ${revision.pending} to be applied` : undefined,
            },
            { name: 'Size', value: databaseBytes === undefined ? '…' : formatBytes(databaseBytes) },
            {
              name: 'Backups',
              value: formatQuantity(backups.length, 'backup'),
              note:
                newest === null
                  ? 'one is made each day on which Afterimage captures'
                  : `the newest of ${formatMoment(newest, offsetHere(newest))}, ${backups.filter((each) => each.verified).length} checked`,
            },
            { name: 'Afterimage', value: app ? `version ${app.version} on ${app.platform} (${app.host})` : '…' },
          ]}
        />
      </Card>
    </Section>
  );
}
