import { lstat, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { type ExportResult, exportResultSchema } from '../../../src-shared/contract/exporting.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import type { ImageFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { JobItemNote, JobRun } from '../../ports/jobs.ts';
import { pictureCount } from '../review/review-words.ts';
import { makeContactSheet, type SheetPicture } from './contact-sheet.ts';
import type { ExportParts } from './export-parts.ts';
import type { ExportPayload } from './export-payload.ts';
import { pageOfSelection } from './export-plan.ts';
import { placeSealed, sealOf } from './place-file.ts';
import { partialPathOf, toTargetError } from './target.ts';
import { makeTimeLapse } from './time-lapse.ts';

/** A picture of a whole day. */
export type DayPayload = Exclude<ExportPayload, { kind: 'copy' }>;

const stateSchema = z.object({
  /** True once there may be something. */
  begun: z.boolean().default(false),
  /** What the finished file is known by, and what it holds. */
  seal: z.string().nullable().default(null),
  result: exportResultSchema.nullable().default(null),
});

const formatByEnding: Readonly<Record<string, ImageFormat>> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
};

/** The format that the end of a path asks for. Throws `BAD_INPUT`. */
export function sheetFormatOf(path: string): ImageFormat {
  const format = formatByEnding[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
  if (format) return format;
  throw new AppError(
    'BAD_INPUT',
    'A contact sheet is a JPEG, PNG or WebP file: let its path end in .jpg, .png or .webp.',
  );
}

/** Throws `BAD_INPUT` for a path that says that it is something else. */
export function expectWebpPath(path: string): void {
  if (/\.webp$/i.test(path)) return;
  throw new AppError('BAD_INPUT', 'A time-lapse is an animated WebP file: let its path end in .webp.');
}

/** One attempt at making a picture of a day. It is made under another name; an interrupted one is made anew. */
export class DayPictureRun {
  readonly #run: JobRun;
  readonly #payload: DayPayload;
  readonly #parts: ExportParts;
  readonly #state: z.infer<typeof stateSchema>;
  readonly #failed = new Map<string, string>();

  constructor(run: JobRun, payload: DayPayload, parts: ExportParts) {
    this.#run = run;
    this.#payload = payload;
    this.#parts = parts;
    this.#state = stateSchema.parse(run.state ?? {});
  }

  async work(): Promise<ExportResult> {
    const { path } = this.#payload.request;
    const partial = partialPathOf(path);
    const { seal, result } = this.#state;
    if (seal !== null && result && (await placeSealed(partial, path, seal))) return result;
    await this.#begin(partial);
    try {
      const made = { path, ...(await this.#make(partial)) };
      Object.assign(this.#state, { result: made, seal: await sealOf(partial) });
      await this.#checkpoint(made.exported);
      if (await placeSealed(partial, path, this.#state.seal ?? '')) return made;
      throw new AppError('NOT_FOUND', `What was made at ${path} is gone. Make it again.`);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw toTargetError(error, path);
    }
  }

  async #begin(partial: string): Promise<void> {
    if (!this.#state.begun && (await lstat(partial).catch(() => undefined))) {
      throw new AppError('CONFLICT', `There is something at ${partial} already. Remove it, or choose another place.`);
    }
    Object.assign(this.#state, { begun: true, seal: null, result: null });
    await this.#checkpoint(0);
    await rm(partial, { force: true });
  }

  async #make(path: string): Promise<Omit<ExportResult, 'path'>> {
    const { maker } = this.#parts;
    const { signal } = this.#run;
    const pictures = await this.#pictures();
    const onProgress = (done: number, of: number) => this.#run.progress(done, of);
    const { request, kind } = this.#payload;
    if (kind === 'time_lapse') {
      const { frames, failed, bytes } = await makeTimeLapse(maker, { ...request, pictures, path, signal, onProgress });
      return { exported: frames, failed, bytes };
    }
    const sheet = await makeContactSheet(maker, {
      ...request,
      pictures,
      path,
      signal,
      onProgress,
      title: dayInWords(request.day),
      subtitle: pictureCount(pictures.length),
      format: sheetFormatOf(request.path),
    });
    return { exported: sheet.pictures, failed: sheet.failed, bytes: sheet.bytes };
  }

  /** Of a day alone: few enough to know all of them at once. */
  async #pictures(): Promise<readonly SheetPicture[]> {
    const { captures, exports } = this.#parts;
    const { day, displayId } = this.#payload.request;
    const pictures: SheetPicture[] = [];
    for (let next: string | null = ''; next !== null; ) {
      this.#run.signal.throwIfAborted();
      const page = await pageOfSelection(captures, exports, { day, displayId }, next || undefined);
      pictures.push(...page.captures.map((capture) => this.#toPicture(capture)));
      next = page.next;
    }
    if (pictures.length > 0) return pictures;
    throw new AppError('NOT_FOUND', `There is no picture of ${day} to make anything of.`);
  }

  #toPicture({ id, filepath, localDay, capturedAt, utcOffsetMinutes, ...capture }: Capture): SheetPicture {
    const { storage } = this.#parts;
    const local = new Date(capturedAt + utcOffsetMinutes * millisecondsPerMinute).toISOString();
    return {
      width: capture.width,
      height: capture.height,
      time: local.slice(local.indexOf('T') + 1, -5),
      note: capture.displayName ?? capture.originalFilename ?? '',
      reading: async (work) => {
        try {
          return await storage.reading({ id, filepath, localDay }, work);
        } catch (error) {
          if (isAppError(error)) this.#failed.set(id, error.message);
          throw error;
        }
      },
    };
  }

  async #checkpoint(current: number): Promise<void> {
    const items = [...this.#failed].map(
      ([captureId, errorMessage]): JobItemNote => ({ captureId, status: 'failed', errorMessage }),
    );
    await this.#run.checkpoint({ current, total: current === 0 ? null : current, state: this.#state, items });
  }
}

function dayInWords(day: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}
