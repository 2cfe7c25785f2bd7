import { exportResultSchema } from '../../src-shared/contract/exporting.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { speakInSentences } from '../../src-shared/domain/validator-sentences.ts';
import { accessProcedures } from './access-procedures.ts';
import { streamLive } from './live-stream.ts';
import { memoryProcedures } from './memory-procedures.ts';
import { type ApiContext, os } from './procedures.ts';
import { reportToStandardError, toTypedError } from './typed-errors.ts';

/** The whole contract over one session. The same router serves HTTP, message ports and calls in the same process. */
export function createRouter() {
  speakInSentences();
  return os.router({
    access: accessProcedures,
    app: {
      health: os.app.health.handler(() => ({ program: 'afterimage' as const, answers: true as const })),
      info: os.app.info.handler(({ context }) => context.session.appInfo),
      launchAtLogin: os.app.launchAtLogin.handler(async ({ context }) => ({
        enabled: await context.session.shell.launchAtLogin(),
      })),
      setLaunchAtLogin: os.app.setLaunchAtLogin.handler(async ({ context, input }) => ({
        enabled: await context.session.shell.setLaunchAtLogin(input.enabled),
      })),
      openScreenRecordingSettings: os.app.openScreenRecordingSettings.handler(async ({ context }) => ({
        opened: await context.session.shell.openScreenRecordingSettings(),
      })),
      revealInFolder: os.app.revealInFolder.handler(async ({ context, input }) => {
        const library = context.session.library();
        const capture = await library.timeline.get(input.captureId);
        const path = await library.storage.find(capture);
        return { revealed: await context.session.shell.revealInFolder(path) };
      }),
      revealExport: os.app.revealExport.handler(async ({ context, input }) => {
        const { type, result } = await context.session.library().jobs.get(input.jobId);
        const made = exportResultSchema.safeParse(result);
        if (type !== 'export' || !made.success) throw new AppError('NOT_FOUND', 'This job made nothing to show.');
        return { revealed: await context.session.shell.revealInFolder(made.data.path) };
      }),
      chooseFolder: os.app.chooseFolder.handler(async ({ context }) => ({
        path: await context.session.shell.chooseFolder(),
      })),
      quit: os.app.quit.handler(async ({ context }) => {
        await context.session.shell.quit();
        return { quitting: true };
      }),
    },
    capture: {
      status: os.capture.status.handler(({ context }) => context.session.captureStatus()),
      displays: os.capture.displays.handler(async ({ context }) => {
        const found = await context.session.library().capture.displays();
        return { ...found, displays: [...found.displays] };
      }),
      consent: os.capture.consent.handler(({ context, input }) =>
        context.session.library().capture.consent(input.given),
      ),
      setEnabled: os.capture.setEnabled.handler(({ context, input }) =>
        context.session.library().capture.setEnabled(input.enabled),
      ),
      pause: os.capture.pause.handler(({ context, input }) =>
        context.session.library().capture.pause(input.length, context.principal),
      ),
      resume: os.capture.resume.handler(({ context }) => context.session.library().capture.resume(context.principal)),
      now: os.capture.now.handler(({ context }) => context.session.library().capture.now()),
    },
    captures: {
      list: os.captures.list.handler(({ context, input }) => context.session.library().timeline.list(input)),
      get: os.captures.get.handler(({ context, input }) => context.session.library().timeline.get(input.id)),
      neighbours: os.captures.neighbours.handler(({ context, input }) =>
        context.session.library().timeline.neighbours(input.id, input.sameDisplay),
      ),
      at: os.captures.at.handler(({ context, input }) => context.session.library().timeline.at(input)),
    },
    duplicates: {
      counts: os.duplicates.counts.handler(({ context, input }) =>
        context.session.library().duplicates.counts(input.scope ?? { displays: 'across' }),
      ),
      groups: os.duplicates.groups.handler(({ context, input }) => context.session.library().duplicates.groups(input)),
      group: os.duplicates.group.handler(({ context, input }) =>
        context.session.library().duplicates.group(input.id, input),
      ),
      compare: os.duplicates.compare.handler(({ context, input }) =>
        context.session.library().duplicates.compare(input.referenceId, input.candidateId),
      ),
      scan: os.duplicates.scan.handler(({ context, input }) => context.session.library().duplicates.scan(input)),
      process: os.duplicates.process.handler(({ context }) => context.session.library().duplicates.process()),
    },
    exporting: {
      preview: os.exporting.preview.handler(({ context, input }) => context.session.library().exporting.preview(input)),
      start: os.exporting.start.handler(({ context, input }) =>
        context.session.library().exporting.start(input.what, input.to),
      ),
      timeLapse: os.exporting.timeLapse.handler(({ context, input }) =>
        context.session.library().exporting.timeLapse(input),
      ),
      contactSheet: os.exporting.contactSheet.handler(({ context, input }) =>
        context.session.library().exporting.contactSheet(input),
      ),
    },
    importing: {
      start: os.importing.start.handler(({ context, input }) => context.session.library().importing.start(input)),
      files: os.importing.files.handler(({ context, input }) =>
        context.session.library().importing.files(input.id, input),
      ),
      beginUpload: os.importing.beginUpload.handler(({ context }) => context.session.library().importing.beginUpload()),
    },
    jobs: {
      list: os.jobs.list.handler(({ context, input }) => context.session.library().jobs.list(input)),
      get: os.jobs.get.handler(({ context, input }) => context.session.library().jobs.get(input.id)),
      items: os.jobs.items.handler(({ context, input }) => context.session.library().jobs.items(input.id, input)),
      cancel: os.jobs.cancel.handler(({ context, input }) => context.session.library().jobs.cancel(input.id)),
      retry: os.jobs.retry.handler(({ context, input }) => context.session.library().jobs.retry(input.id)),
      watch: os.jobs.watch.handler(async ({ context, input, signal }) => {
        const { jobs } = context.session.library();
        // An unknown job fails the call itself, not the stream.
        await jobs.get(input.id);
        return typedErrorsOf(jobs.watch(input.id, endOf(context, signal)), 'jobs.watch', context);
      }),
    },
    library: {
      status: os.library.status.handler(({ context }) => context.session.libraryStatus()),
      storage: os.library.storage.handler(({ context }) => context.session.library().status.storage()),
      retry: os.library.retry.handler(({ context }) => context.session.retry()),
      restoreBackup: os.library.restoreBackup.handler(({ context, input }) =>
        context.session.restoreBackup(input.name),
      ),
      open: os.library.open.handler(({ context, input }) => context.session.openLibrary(input.path)),
      move: os.library.move.handler(({ context, input }) => context.session.moveLibrary(input.path)),
    },
    live: {
      stream: os.live.stream.handler(({ context, signal, lastEventId }) =>
        typedErrorsOf(streamLive(context, endOf(context, signal), lastEventId), 'live.stream', context),
      ),
    },
    memory: memoryProcedures,
    preferences: {
      get: os.preferences.get.handler(({ context }) => ({ ...context.session.library().preferences.current() })),
      set: os.preferences.set.handler(async ({ context, input }) => ({
        ...(await context.session.library().preferences.set(input.key, input.value, context.principal)),
      })),
    },
    review: {
      decide: os.review.decide.handler(({ context, input }) =>
        context.session.library().review.decide(input.decisions, input.groupId, context.principal),
      ),
      discard: os.review.discard.handler(({ context, input }) =>
        context.session
          .library()
          .review.decide([{ captureId: input.id, verdict: 'discard' }], undefined, context.principal),
      ),
      bulkPreview: os.review.bulkPreview.handler(({ context, input }) =>
        context.session.library().review.bulkPreview(input, input.action, input),
      ),
      bulk: os.review.bulk.handler(({ context, input }) =>
        context.session.library().review.bulk(input, input.action, input.expected, input, context.principal),
      ),
      undo: os.review.undo.handler(({ context, input }) =>
        context.session.library().review.undo(input.batchId, context.principal),
      ),
      history: os.review.history.handler(({ context, input }) => context.session.library().review.history(input)),
      ofCapture: os.review.ofCapture.handler(({ context, input }) =>
        context.session.library().review.ofCapture(input.id),
      ),
      tags: os.review.tags.handler(async ({ context }) => ({ tags: await context.session.library().review.tags() })),
      tag: os.review.tag.handler(({ context, input }) =>
        context.session.library().review.tag(input.captureIds, input.tag, input.assigned, context.principal),
      ),
      overrideTime: os.review.overrideTime.handler(({ context, input }) =>
        context.session.library().review.overrideTime(input.captureId, input.capturedAt, input.utcOffsetMinutes),
      ),
    },
    timeline: {
      days: os.timeline.days.handler(({ context, input }) => context.session.library().timeline.days(input)),
      day: os.timeline.day.handler(({ context, input }) => context.session.library().timeline.day(input.day, input)),
      moment: os.timeline.moment.handler(({ context, input }) => context.session.library().timeline.moment(input.at)),
    },
    times: {
      evidence: os.times.evidence.handler(({ context, input }) => context.session.library().times.evidence(input.id)),
      uncertain: os.times.uncertain.handler(({ context, input }) => context.session.library().times.uncertain(input)),
      cameras: os.times.cameras.handler(({ context }) => context.session.library().times.cameras()),
      confirm: os.times.confirm.handler(({ context, input }) =>
        context.session.library().times.confirm(input.captureIds, context.principal),
      ),
      shiftPreview: os.times.shiftPreview.handler(({ context, input }) =>
        context.session.library().times.shiftPreview(input.which, input.by),
      ),
      shift: os.times.shift.handler(({ context, input }) =>
        context.session.library().times.shift(input.which, input.by, input.expected, context.principal),
      ),
    },
    trash: {
      summary: os.trash.summary.handler(({ context }) => context.session.library().trash.summary()),
      list: os.trash.list.handler(({ context, input }) => context.session.library().trash.list(input)),
      restore: os.trash.restore.handler(({ context, input }) =>
        context.session.library().trash.restore(input.captureIds),
      ),
      empty: os.trash.empty.handler(({ context, input }) =>
        context.session.library().trash.empty(input.expected, context.principal),
      ),
    },
  });
}

export type AfterimageRouter = ReturnType<typeof createRouter>;

/** Aborted when the reader leaves or the host shuts down. */
function endOf(context: ApiContext, signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([signal, context.closing].filter((each) => each !== undefined));
}

/** What goes wrong in the middle of a stream crosses as a typed error too. It ends for a token that was revoked. */
async function* typedErrorsOf<Value>(
  values: AsyncGenerator<Value>,
  procedure: string,
  context: ApiContext,
): AsyncGenerator<Value> {
  try {
    for await (const value of values) {
      if (context.principal.kind !== 'owner') context.session.library().access.assertStillIn(context.principal);
      yield value;
    }
  } catch (error) {
    throw toTypedError(error, procedure, context.report ?? reportToStandardError);
  }
}
