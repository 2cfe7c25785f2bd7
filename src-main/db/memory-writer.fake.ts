import { FakeClock } from '../ports/clock.fake.ts';
import { openLibraryDatabase } from './open.ts';

/** A process of its own that writes messages and preferences: `memory-writer.fake.ts LIBRARY NAME COUNT`. */
const [libraryPath = '', name = '', count = ''] = process.argv.slice(2);
const database = await openLibraryDatabase({
  libraryPath,
  mode: 'read-write',
  migrate: false,
  clock: new FakeClock(),
});
for (let index = 0; index < Number(count); index += 1) {
  await database.conversations.saveMessage({
    session_id: 'shared',
    timestamp: 1000,
    role: 'tool',
    content: `${name} ${index}`,
    model: null,
    tokens_used: 1,
    tool_calls: null,
  });
  await database.preferences.set(`external.${name}`, index, 1000);
  await database.preferences.set('external.shared', `${name} ${index}`, 1000);
}
await database.close();
