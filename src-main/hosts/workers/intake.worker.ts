import { parentPort } from 'node:worker_threads';
import { expectPicture, readPictureHeaderOf } from '../../adapters/image/picture-header.ts';
import { readPictureMetadata } from '../../adapters/image/picture-metadata.ts';
import { createPictureReader } from '../../adapters/image/picture-reader.ts';
import { IntakeDesk } from '../../core/importing/intake-desk.ts';
import { giveWay } from '../../db/give-way.ts';
import type { CopyTarget, PictureBytes } from '../../ports/picture-intake.ts';
import { answerCalls } from './thread-calls.ts';

giveWay();
const desk = new IntakeDesk({
  pixels: createPictureReader(),
  header: readPictureHeaderOf,
  expectPicture,
  metadata: readPictureMetadata,
});

if (parentPort) {
  answerCalls(parentPort, {
    look: (picture: PictureBytes) => desk.look(picture),
    keep: (number: number, copyTo: CopyTarget | undefined) => desk.keep(number, copyTo),
    drop: (number: number) => desk.drop(number),
    hash: (path: string) => desk.hash(path),
  });
}
