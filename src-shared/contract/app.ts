import { z } from 'zod';
import { hostNames } from '../domain/vocabulary.ts';
import { procedure, published } from './base.ts';

export const appInfoSchema = z.object({
  version: z.string(),
  host: z.enum(hostNames),
  platform: z.string(),
  /** What this host can do beyond the core. The window shows a control only where it works. */
  capabilities: z.object({
    launchAtLogin: z.boolean(),
    revealInFolder: z.boolean(),
    screenRecordingSettings: z.boolean(),
    chooseFolder: z.boolean(),
    /** Notifications of the system and a badge at the app's icon. In a browser the window does this. */
    notifications: z.boolean(),
    quit: z.boolean(),
  }),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const appContract = {
  /** Answers whatever state the library is in, also to whoever has no token. */
  health: published('GET', '/health', {
    scope: 'none',
    tag: 'Library',
    summary: 'Whether Afterimage answers',
  }).output(z.object({ program: z.literal('afterimage'), answers: z.literal(true) })),
  info: published('GET', '/about', {
    scope: 'any',
    tag: 'Library',
    summary: 'The version and the host that runs',
  }).output(appInfoSchema),
  /** What the operating system says, not what we last asked for. */
  launchAtLogin: procedure.output(z.object({ enabled: z.boolean() })),
  setLaunchAtLogin: procedure.input(z.object({ enabled: z.boolean() })).output(z.object({ enabled: z.boolean() })),
  openScreenRecordingSettings: procedure.output(z.object({ opened: z.boolean() })),
  revealInFolder: procedure.input(z.object({ captureId: z.uuid() })).output(z.object({ revealed: z.boolean() })),
  /** Shows what an export made. Throws `NOT_FOUND` for a job that is no export, or that made nothing. */
  revealExport: procedure.input(z.object({ jobId: z.uuid() })).output(z.object({ revealed: z.boolean() })),
  chooseFolder: procedure.output(z.object({ path: z.string().nullable() })),
  quit: procedure.output(z.object({ quitting: z.boolean() })),
};
