import { parentPort } from 'node:worker_threads';
import { createPictureReader } from '../../adapters/image/picture-reader.ts';
import { signFile } from '../../core/duplicates/sign-file.ts';
import { giveWay } from '../../db/give-way.ts';
import type { FileToSign } from '../../ports/duplicate-finder.ts';
import { answerCalls } from './thread-calls.ts';

giveWay();
const reader = createPictureReader();

if (parentPort) {
  answerCalls(parentPort, {
    sign: (files: readonly FileToSign[]) => Promise.all(files.map((file) => signFile(file, reader))),
  });
}
