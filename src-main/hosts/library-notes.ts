import type { ReportProblem } from '../api/typed-errors.ts';
import type { EventLog } from '../core/memory/event-log.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';

/** That the database was changed for this version is asked about when something is not as it was. */
export async function noteUpgrade(
  { upgrade }: Pick<LibraryDatabase, 'upgrade'>,
  events: EventLog,
  report: ReportProblem,
): Promise<void> {
  if (!upgrade) return;
  const summary =
    upgrade.from === null
      ? 'The database of the library was made.'
      : 'The database was brought up to date for this version of Afterimage; there is a backup of how it was.';
  await events
    .saveEvent({ type: 'status', severity: 'info', source: 'system', summary, details: { ...upgrade } })
    .catch((error: unknown) => report('The change of the database could not be written into the activity log', error));
}
