import type { ActivityEvent, EventFilter } from '../../../src-shared/contract/events.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { eventsAsCsv } from '../../../src-shared/domain/event-csv.ts';
import type { EventSeverity, EventType } from '../../../src-shared/domain/vocabulary.ts';
import { jsonValue, uuid } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { type Output, tellMore, wantsCsv } from './output.ts';
import { table } from './table.ts';
import { withClient } from './with-client.ts';
import { hereText } from './words.ts';

interface EventsOptions extends Pick<EventFilter, 'type' | 'severity' | 'node' | 'since'> {
  readonly limit: number;
  readonly cursor?: string;
  readonly unresolved?: boolean;
  readonly csv?: boolean;
}

/** `afterimage events` */
export function runEvents(context: CommandContext, options: EventsOptions): Promise<number> {
  const { unresolved, csv, ...filter } = options;
  const { output } = context;
  const asCsv = wantsCsv(output, csv);
  return withClient(context, async ({ memory }) => {
    const page = await memory.events.list({ ...filter, ...(unresolved ? { resolved: false } : {}) });
    output.document(page);
    if (asCsv) output.csv(eventsAsCsv(page.items));
    else if (page.items.length === 0) output.print('No events.');
    else printEvents(output, page.items);
    tellMore(output, page.nextCursor, asCsv);
    return exitCodes.done;
  });
}

function printEvents(output: Output, events: readonly ActivityEvent[]): void {
  output.print(
    table(
      ['At', 'Type', 'Severity', 'Node', 'What', 'Resolved', 'Id'],
      events.map((event) => [
        hereText(event.timestamp),
        event.type,
        event.severity,
        event.node ?? '–',
        event.occurrences > 1 ? `${event.summary} (${event.occurrences} times)` : event.summary,
        event.type === 'alert' ? (event.resolved ? `by ${event.resolved_by}` : 'no') : '–',
        event.id,
      ]),
    ),
  );
}

interface NewEventOptions {
  readonly type: EventType;
  readonly severity: EventSeverity;
  readonly summary: string;
  readonly node?: string;
  readonly details?: string;
}

/** `afterimage events add` */
export function runEventsAdd(context: CommandContext, options: NewEventOptions): Promise<number> {
  const { details, ...event } = options;
  const parsed = details === undefined ? {} : detailsOf(details);
  return withClient(context, async ({ memory }) => {
    const added = await memory.events.save({ ...event, source: 'user', details: parsed });
    context.output.document(added);
    context.output.print(`Added ${added.id}.`);
    return exitCodes.done;
  });
}

function detailsOf(word: string): Record<string, unknown> {
  const form = `the details as one JSON object, such as '{"battery": 12}'`;
  const value = jsonValue(word, form);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError('BAD_INPUT', `Give ${form}.`);
}

/** `afterimage events resolve ID` */
export function runEventsResolve(
  context: CommandContext,
  _options: unknown,
  [word]: readonly string[],
): Promise<number> {
  const id = uuid(word, 'an event', 'events');
  return withClient(context, async ({ memory }) => {
    const event = await memory.events.resolve({ id });
    context.output.document(event);
    context.output.print(`Resolved by ${event.resolved_by} at ${hereText(event.resolved_at)}: ${event.summary}`);
    return exitCodes.done;
  });
}
