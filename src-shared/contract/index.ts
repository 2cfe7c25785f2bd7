import { accessContract } from './access.ts';
import { appContract } from './app.ts';
import { captureControlContract } from './capture-control.ts';
import { capturesContract } from './captures.ts';
import { conversationsContract } from './conversations.ts';
import { duplicatesContract } from './duplicates.ts';
import { eventsContract } from './events.ts';
import { exportingContract } from './exporting.ts';
import { importingContract } from './importing.ts';
import { jobsContract } from './jobs.ts';
import { libraryContract } from './library.ts';
import { liveContract } from './live.ts';
import { memoryPreferencesContract } from './memory-preferences.ts';
import { preferencesContract } from './preferences.ts';
import { reviewContract } from './review.ts';
import { snapshotsContract } from './snapshots.ts';
import { timelineContract } from './timeline.ts';
import { timesContract } from './times.ts';
import { trashContract } from './trash.ts';

/** Everything the core offers, whatever the transport. */
export const contract = {
  access: accessContract,
  app: appContract,
  capture: captureControlContract,
  captures: capturesContract,
  duplicates: duplicatesContract,
  exporting: exportingContract,
  importing: importingContract,
  jobs: jobsContract,
  library: libraryContract,
  live: liveContract,
  /** What programs read and write through the API; the window uses the same. */
  memory: {
    conversations: conversationsContract,
    events: eventsContract,
    preferences: memoryPreferencesContract,
    snapshots: snapshotsContract,
  },
  preferences: preferencesContract,
  review: reviewContract,
  timeline: timelineContract,
  times: timesContract,
  trash: trashContract,
};
export type Contract = typeof contract;
