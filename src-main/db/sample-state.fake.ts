import type { WholeState } from '../../src-shared/contract/snapshots.ts';

/** A state with everything in it. */
export function makeState(storage: Partial<WholeState['storage']> = {}): WholeState {
  return {
    capture: {
      state: 'capturing',
      recording: true,
      source: 'demo',
      intervalSeconds: 5,
      ticks: { taken: 9, late: 1, stored: 12, held: 5, gaps: 1 },
    },
    displays: [
      {
        id: 'display-a',
        name: 'Left',
        width: 1920,
        height: 1080,
        connected: true,
        health: 'ok',
        lastFrameAt: 1000,
        lastStoredAt: 900,
      },
    ],
    storage: {
      captures: 12,
      bytes: 3_600_000,
      databaseBytes: 400_000,
      trashBytes: 50_000,
      freeBytes: 5_000_000_000,
      totalBytes: 10_000_000_000,
      ...storage,
    },
    queue: { pending: 2, running: 1, failed: 0 },
    health: { healthy: true, message: 'The database can be read and written.', unresolvedAlerts: 0 },
    versions: {
      app: '0.1.0',
      host: 'serve',
      platform: 'linux',
      runtime: 'node 24.0.0',
      sqlite: '3.53.0',
      revision: '0003-memory',
    },
  };
}
