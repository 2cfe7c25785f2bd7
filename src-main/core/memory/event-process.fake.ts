import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from './event-log.ts';

/** A process of its own that reports one fault so many times and asks what is to be told. Prints the ids it may tell. */
const [libraryPath = '', rounds = ''] = process.argv.slice(2);
const clock = createSystemClock();
const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: false, clock });
const events = new EventLog(database.events, new LiveBus(), clock);
const told: string[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const draft = { severity: 'error', source: 'monitor', summary: 'A fault.', details: { pid: process.pid } } as const;
  await events.saveEvent({ ...draft, type: 'alert', foldKey: 'fault' });
  await events.saveEvent({ ...draft, type: 'metric', foldKey: 'fault' });
  told.push(...(await events.claimUntold()).map((event) => event.id));
}
await database.close();
console.log(JSON.stringify(told));
