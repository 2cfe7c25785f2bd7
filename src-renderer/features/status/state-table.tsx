import { Card, Table } from '@mantine/core';
import type { SnapshotPoint } from '../../../src-shared/contract/snapshots.ts';
import { formatBytes, formatCount, formatMoment, offsetHere } from '../../lib/format.ts';

/** More rows than anybody reads would only make the page slow. */
const mostRows = 300;

const columns = ['Pictures', 'Room', 'Trash', 'Database', 'Free', 'Waiting', 'Running', 'Failed'] as const;

/** The figures behind the plots, newest first. */
export function StateTable({ points }: { readonly points: readonly SnapshotPoint[] }) {
  const shown = points.slice(-mostRows).reverse();
  const name =
    shown.length < points.length
      ? `How things stood over time, the newest ${mostRows} of ${formatCount(points.length)}`
      : 'How things stood over time';
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={760} mah={360} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table stickyHeader aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              {columns.map((column) => (
                <Table.Th key={column} ta="right">
                  {column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((point) => (
              <Table.Tr key={point.timestamp}>
                <Table.Td>{formatMoment(point.timestamp, offsetHere(point.timestamp))}</Table.Td>
                <Table.Td ta="right">{formatCount(point.captures)}</Table.Td>
                <Table.Td ta="right">{formatBytes(point.bytes)}</Table.Td>
                <Table.Td ta="right">{formatBytes(point.trashBytes)}</Table.Td>
                <Table.Td ta="right">{formatBytes(point.databaseBytes)}</Table.Td>
                <Table.Td ta="right">{point.freeBytes === null ? 'not known' : formatBytes(point.freeBytes)}</Table.Td>
                <Table.Td ta="right">{formatCount(point.pending)}</Table.Td>
                <Table.Td ta="right">{formatCount(point.running)}</Table.Td>
                <Table.Td ta="right">{formatCount(point.failed)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
