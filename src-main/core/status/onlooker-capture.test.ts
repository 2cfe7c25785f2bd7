import { expect, it } from 'vitest';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import { LiveBus } from '../live-bus.ts';
import { PreferenceService } from '../memory/preference-service.ts';
import { OnlookerCapture } from './onlooker-capture.ts';

const second = 1000;

it('says “recording” no longer than the last frame is fresh, even before it looks again', async () => {
  const library = await TestLibrary.make();
  const database = await library.open();
  const preferences = await PreferenceService.load(database.preferences, new LiveBus(), library.clock);
  await preferences.set('intervalSeconds', 10);
  await database.captures.insert([makeCapture({ displayId: 'left', capturedAt: library.clock.now() })]);
  const onlooker = new OnlookerCapture({
    database,
    preferences,
    live: new LiveBus(),
    clock: library.clock,
    readHolder: async () => ({ pid: 4711, host: 'cli' }),
    listDisplays: () => Promise.reject(new Error('not asked for')),
  });
  await onlooker.start();
  expect(onlooker.status()).toMatchObject({ state: 'capturing', recording: true });
  await library.clock.advance(30 * second);
  expect(onlooker.status()).toMatchObject({ state: 'capturing', recording: true });
  await library.clock.advance(second);
  expect(onlooker.status()).toMatchObject({ state: 'starting', recording: false });
  await onlooker.refresh();
  expect(onlooker.status()).toMatchObject({ state: 'starting', recording: false });
});
