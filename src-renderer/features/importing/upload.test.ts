import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenFile } from './given-files.ts';
import { paceOfUpload, SendError, Upload, type UploadRoute } from './upload.ts';

const given = (path: string, size = 10): GivenFile => ({ path, file: new File(['x'.repeat(size)], path) });
const collected = (files: readonly GivenFile[]) => () => Promise.resolve({ files, lost: [] });

/** A route that takes everything at once, but for what a test says. */
function route(send: UploadRoute['send'] = async () => {}): UploadRoute & { readonly looked: string[] } {
  const looked: string[] = [];
  return {
    looked,
    begin: async () => ({ uploadId: 'upload' }),
    send,
    look: async (uploadId) => {
      looked.push(uploadId);
      return 'job';
    },
  };
}

describe('an upload', () => {
  it('sends every file once, a few at a time, and then has them looked at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2000), { minLength: 1, maxLength: 30 }), async (sizes) => {
        const sent: string[] = [];
        let underWay = 0;
        let most = 0;
        const way = route(async (_, { path }, __, onSent) => {
          most = Math.max(most, ++underWay);
          onSent(5);
          await new Promise((resolve) => setTimeout(resolve, 0));
          underWay -= 1;
          sent.push(path);
        });
        const upload = new Upload(way);
        await upload.run(collected(sizes.map((size, index) => given(String(index), size))));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        expect(upload.progress()).toMatchObject({
          phase: 'sent',
          jobId: 'job',
          files: sizes.length,
          sentFiles: sizes.length,
          bytes,
          sentBytes: bytes,
          lost: [],
        });
        expect(sent.map(Number).sort((a, b) => a - b)).toEqual(sizes.map((_, index) => index));
        expect(most).toBeLessThanOrEqual(3);
        expect(way.looked).toEqual(['upload']);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves behind what is refused, says why, and goes on', async () => {
    const way = route(async (_, { path }) => {
      if (path === 'b') throw new SendError('The file is too large.', false);
    });
    const upload = new Upload(way);
    await upload.run(collected([given('a'), given('b'), given('c')]));
    expect(upload.progress()).toMatchObject({
      phase: 'sent',
      sentFiles: 2,
      sentBytes: 30,
      lost: [{ path: 'b', message: 'The file is too large.' }],
    });
  });

  it('ends where no other file would be taken either, and asks for no more', async () => {
    const asked: string[] = [];
    const way = route(async (_, { path }, signal) => {
      asked.push(path);
      if (path === '1') throw new SendError('The disk is full.', true);
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const upload = new Upload(way);
    await upload.run(collected(['1', '2', '3', '4', '5'].map((path) => given(path))));
    expect(upload.progress()).toMatchObject({ phase: 'stopped', problem: 'The disk is full.', jobId: null });
    expect(asked).toEqual(['1', '2', '3']);
    expect(way.looked).toEqual([]);
  });

  it('is called off in the middle, and says nothing of a problem', async () => {
    const way = route(
      (_, __, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const upload = new Upload(way);
    const end = upload.run(collected([given('a'), given('b')]));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(upload.progress().phase).toBe('sending');
    upload.cancel();
    await end;
    expect(upload.progress()).toMatchObject({ phase: 'stopped', problem: null, jobId: null });
    expect(way.looked).toEqual([]);
  });

  it.each([
    ['nothing was given', [], 'There is no file in what you gave.'],
    ['nothing could be sent', [given('a')], 'None of the files could be sent.'],
  ])('has nothing looked at where %s', async (_name, files, problem) => {
    const way = route(async () => {
      throw new SendError('No.', false);
    });
    const upload = new Upload(way);
    await upload.run(collected(files));
    expect(upload.progress()).toMatchObject({ phase: 'stopped', problem });
    expect(way.looked).toEqual([]);
  });

  it('knows its pace once there is something to reckon from', () => {
    expect(paceOfUpload({ startedAt: null, bytes: 100, sentBytes: 0 }, 5000)).toBeNull();
    expect(paceOfUpload({ startedAt: 4500, bytes: 100, sentBytes: 50 }, 5000)).toBeNull();
    expect(paceOfUpload({ startedAt: 1000, bytes: 900, sentBytes: 300 }, 4000)).toEqual({
      bytesPerSecond: 100,
      leftMs: 6000,
    });
  });
});
