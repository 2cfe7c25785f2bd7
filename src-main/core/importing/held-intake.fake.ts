import { createPictureIntake } from '../../hosts/workers/intake-thread.ts';
import type { PictureIntake } from '../../ports/picture-intake.ts';

/** A real intake that waits before the next file once it has read so many: what a test does then, it does in the middle. */
export function intakeHeldAfter(files: number): { createIntake: () => PictureIntake; goOn: () => void } {
  let read = 0;
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const createIntake = (): PictureIntake => {
    const intake = createPictureIntake();
    return {
      look: async (picture) => {
        read += 1;
        if (read > files) await gate;
        return intake.look(picture);
      },
      keep: (held, copyTo) => intake.keep(held, copyTo),
      drop: (held) => intake.drop(held),
      hash: (path) => intake.hash(path),
      close: () => intake.close(),
    };
  };
  return { createIntake, goOn: () => goOn() };
}
