import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPictureReader } from '../../src-main/adapters/image/picture-reader.ts';
import { signPicture } from '../../src-main/core/duplicates/sign-file.ts';
import { createIdGenerator } from '../../src-main/core/library/id-generator.ts';
import { capturePath } from '../../src-main/core/library/storage.ts';
import type { OpenedLibrary } from '../../src-main/hosts/assemble-library.ts';
import type { SignedCapture } from '../../src-main/ports/repositories.ts';
import type { DuplicateMember } from '../../src-shared/contract/duplicates.ts';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { defaultSimilarityThreshold, type GroupKind, groupKinds } from '../../src-shared/domain/similarity.ts';
import { openBenchLibrary } from '../bench-library.ts';
import type { CorpusPicture } from './corpus.ts';

/** A picture with everything that the product writes down when it takes it in. */
export interface TakenIn {
  readonly picture: CorpusPicture;
  readonly capture: Omit<SignedCapture, 'id' | 'groupId' | 'filepath'>;
}

/** What is the same for every picture of the corpus. */
export const withoutSource = {
  origin: 'import',
  originalFilename: null,
  originalPath: null,
  utcOffsetMinutes: 0,
  localDay: '2026-03-01',
  timestampSource: 'capture',
  confidence: 'high',
  monitorIndex: null,
  displayId: null,
  displayName: null,
  displayX: null,
  displayY: null,
  displayWidth: null,
  displayHeight: null,
  displayScale: null,
  displayRotation: null,
  appName: null,
  windowTitle: null,
  reviewState: 'unreviewed',
  trashedAt: null,
  missingAt: null,
} as const satisfies Partial<SignedCapture>;

const firstMs = Date.UTC(2026, 2, 1, 12);
const stepMs = 5000;

/** Reads and signs pictures as the product does, in their order in time. */
export async function takeIn(pictures: readonly CorpusPicture[]): Promise<TakenIn[]> {
  const reader = createPictureReader();
  const taken: TakenIn[] = new Array(pictures.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < pictures.length; index = next++) {
      const picture = pictures[index] as CorpusPicture;
      const bytes = await readFile(picture.file);
      const capturedAt = firstMs + index * stepMs;
      taken[index] = {
        picture,
        capture: {
          ...withoutSource,
          capturedAt,
          endedAt: capturedAt,
          width: picture.width,
          height: picture.height,
          fileSize: bytes.byteLength,
          mimeType: picture.file.endsWith('.webp') ? 'image/webp' : 'image/jpeg',
          sha256: createHash('sha256').update(bytes).digest('hex'),
          signature: (await signPicture(bytes, reader)).signature,
        },
      };
    }
  };
  await Promise.all([worker(), worker()]);
  return taken;
}

/** Waits for a job of this library to end well. */
export async function untilDone(library: OpenedLibrary, job: Job): Promise<void> {
  for await (const now of library.jobs.watch(job.id, undefined)) {
    if (now.status === 'failed' || now.status === 'cancelled') throw new Error(`${now.title}: ${now.errorMessage}`);
  }
}

/** One group as a person would see it. */
export interface FoundGroup {
  readonly kind: GroupKind;
  readonly members: readonly { readonly picture: CorpusPicture; readonly member: DuplicateMember }[];
}

/** Puts pictures into a library of their own, lets the product scan it, and returns all groups at the default. */
export async function groupsOfProduct(taken: readonly TakenIn[]): Promise<FoundGroup[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-quality-'));
  const library = await openBenchLibrary(join(folder, 'library'));
  try {
    const nextId = createIdGenerator(null);
    const pictures = new Map<string, CorpusPicture>();
    const captures = taken.map(({ picture, capture }): SignedCapture => {
      const id = nextId(capture.capturedAt);
      pictures.set(id, picture);
      return { ...capture, id, groupId: id, filepath: capturePath(id, capture.localDay, 'jpg') };
    });
    await library.database.captures.insert(captures);
    await untilDone(library, await library.duplicates.scan({}));
    const found = await allGroups(library);
    return found.map(({ kind, members }) => ({
      kind,
      members: members.map((member) => {
        const picture = pictures.get(member.capture.id);
        if (!picture) throw new Error('A group holds a capture that was never put in.');
        return { picture, member };
      }),
    }));
  } finally {
    await library.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every group at the default threshold, read as the window reads them. */
export async function allGroups(
  library: OpenedLibrary,
): Promise<{ kind: GroupKind; members: readonly DuplicateMember[] }[]> {
  const found: { kind: GroupKind; members: readonly DuplicateMember[] }[] = [];
  for (const kind of groupKinds) {
    let cursor: string | undefined;
    do {
      const page = await library.duplicates.groups({
        kind,
        threshold: defaultSimilarityThreshold,
        scope: { displays: 'across' },
        pendingOnly: true,
        limit: 100,
        cursor,
      });
      for (const { reference, others, memberCount } of page.items) {
        if (others.length + 1 < memberCount) throw new Error('A group is larger than what is sent of it.');
        found.push({ kind, members: [reference, ...others] });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  }
  return found;
}
