import { appContract } from './app.ts';
import { captureControlContract } from './capture-control.ts';
import { capturesContract } from './captures.ts';
import { eventsContract } from './events.ts';
import { libraryContract } from './library.ts';
import { liveContract } from './live.ts';
import { preferencesContract } from './preferences.ts';
import { timelineContract } from './timeline.ts';

/** Everything the core offers, whatever the transport. */
export const contract = {
  app: appContract,
  capture: captureControlContract,
  captures: capturesContract,
  events: eventsContract,
  library: libraryContract,
  live: liveContract,
  preferences: preferencesContract,
  timeline: timelineContract,
};
export type Contract = typeof contract;
