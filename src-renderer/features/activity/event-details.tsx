import { Code, Text } from '@mantine/core';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import { plainLines, plainText } from '../../../src-shared/domain/plain-text.ts';
import { formatCount, formatMoment, formatOffset, offsetHere } from '../../lib/format.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { severityWords, sourceLabels, typeLabels } from './activity-words.ts';

function shownValue(value: unknown): Fact['value'] {
  if (typeof value === 'string') return <ForeignText text={value} />;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'none';
  return (
    <Code block mah={240}>
      {plainLines(JSON.stringify(value, null, 2))}
    </Code>
  );
}

/** `intervalSeconds` → `Interval seconds`: the keys of details are written for programs. */
function nameOf(key: string): string {
  const spaced = plainText(key)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

function momentOf(at: number): string {
  const offset = offsetHere(at);
  return `${formatMoment(at, offset)} (${formatOffset(offset)})`;
}

/** Everything that is known about one event. */
export function EventDetails({ event }: { readonly event: ActivityEvent }) {
  const facts: Fact[] = [
    { name: 'When', value: momentOf(event.timestamp) },
    { name: 'Kind', value: `${typeLabels[event.type]}, ${severityWords[event.severity].label.toLowerCase()}` },
    { name: 'Source', value: sourceLabels[event.source] },
  ];
  if (event.node) facts.push({ name: 'About', value: <ForeignText text={event.node} /> });
  if (event.occurrences > 1) {
    facts.push({ name: 'Times', value: `${formatCount(event.occurrences)}, last ${momentOf(event.last_at)}` });
  }
  if (event.resolved_at !== null) {
    facts.push({
      name: 'Resolved',
      value: (
        <>
          {momentOf(event.resolved_at)}
          {event.resolved_by && (
            <>
              {' by '}
              {event.resolved_by === 'user' ? 'you' : <ForeignText text={event.resolved_by} />}
            </>
          )}
        </>
      ),
    });
  }
  const details = Object.entries(event.details).map(([key, value]) => ({
    name: nameOf(key),
    value: shownValue(value),
  }));
  return (
    <>
      <Facts facts={facts} />
      {details.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="sm">
            Details
          </Text>
          <Facts facts={details} />
        </>
      )}
    </>
  );
}
