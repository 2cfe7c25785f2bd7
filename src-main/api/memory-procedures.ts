import { externalPrefix } from '../../src-shared/contract/memory-preferences.ts';
import { isPreferenceKey } from '../../src-shared/domain/preferences.ts';
import { assertAllowed, os } from './procedures.ts';

/** Events, conversations, snapshots and preferences, as programs and the window see them. */
export const memoryProcedures = os.memory.router({
  conversations: {
    list: os.memory.conversations.list.handler(({ context, input }) =>
      context.session.library().conversations.getRecentSessions(input.limit, input.cursor),
    ),
    messages: os.memory.conversations.messages.handler(({ context, input }) =>
      context.session.library().conversations.getSessionMessages(input.sessionId, input),
    ),
    save: os.memory.conversations.save.handler(({ context, input: { sessionId, ...message } }) =>
      context.session.library().conversations.saveMessage({ ...message, session_id: sessionId }),
    ),
    saveNew: os.memory.conversations.saveNew.handler(({ context, input }) =>
      context.session.library().conversations.saveMessage(input),
    ),
  },
  events: {
    list: os.memory.events.list.handler(({ context, input }) => context.session.library().events.list(input)),
    unresolved: os.memory.events.unresolved.handler(({ context, input }) =>
      context.session.library().events.list({ ...input, resolved: false }),
    ),
    nodes: os.memory.events.nodes.handler(async ({ context }) => ({
      nodes: [...(await context.session.library().events.nodes())],
    })),
    unresolvedCount: os.memory.events.unresolvedCount.handler(async ({ context }) => ({
      count: await context.session.library().events.unresolvedCount(),
    })),
    claimUntold: os.memory.events.claimUntold.handler(async ({ context }) => ({
      items: await context.session.library().events.claimUntold(),
    })),
    save: os.memory.events.save.handler(({ context, input: { fold_key, ...event } }) => {
      // Kept apart from those of the app: a program's alert must not swallow one of them, or be resolved as one.
      const folded = fold_key === undefined ? {} : { foldKey: externalPrefix + fold_key };
      return context.session.library().events.saveEvent({ ...event, ...folded }, 'shared');
    }),
    resolve: os.memory.events.resolve.handler(({ context, input }) =>
      context.session.library().events.resolveEvent(input.id, input.resolved_by ?? context.principal.name),
    ),
  },
  preferences: {
    list: os.memory.preferences.list.handler(async ({ context }) => ({
      items: await context.session.library().preferences.getAllPreferences(),
    })),
    get: os.memory.preferences.get.handler(({ context, input }) =>
      context.session.library().preferences.getPreference(input.key),
    ),
    put: os.memory.preferences.put.handler(async ({ context, input }) => {
      // What programs keep for themselves is theirs; what the app does is the person's.
      if (isPreferenceKey(input.key)) assertAllowed(context.principal, 'admin');
      return context.session.library().preferences.setPreference(input.key, input.value, context.principal);
    }),
  },
  snapshots: {
    latest: os.memory.snapshots.latest.handler(({ context }) =>
      context.session.library().snapshots.getLatestSnapshot(),
    ),
    list: os.memory.snapshots.list.handler(({ context, input }) =>
      context.session.library().snapshots.getSnapshotsSince(input.since, input),
    ),
    series: os.memory.snapshots.series.handler(async ({ context, input }) => ({
      points: await context.session.library().snapshots.series(input.since),
    })),
  },
});
