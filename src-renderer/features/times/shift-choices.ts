import type { DatedPicture } from '../../../src-shared/contract/times.ts';
import { formatCount, formatQuantity } from '../../lib/format.ts';
import type { ShiftChoice } from './shift-dialog.tsx';

/** So many cameras besides that of the picture are offered. */
const mostOthers = 6;

/** As many as one call moves by their ids. */
const mostByIds = 1000;

interface KnownCamera {
  readonly camera: string;
  readonly captures: number;
  readonly uncertain: number;
}

/** Which pictures may be moved in time together, the closest first: the selected, those of a camera, those of an import, those of other cameras. */
export function shiftChoices({
  selected,
  picture,
  jobId,
  cameras,
}: {
  readonly selected: readonly string[];
  readonly picture: DatedPicture | undefined;
  readonly jobId: string | undefined;
  readonly cameras: readonly KnownCamera[];
}): readonly ShiftChoice[] {
  const choices: ShiftChoice[] = [];
  if (selected.length > 0 && selected.length <= mostByIds) {
    choices.push({
      label: `The ${formatQuantity(selected.length, 'selected picture')}`,
      description: 'Only what is selected in the list.',
      which: { captureIds: [...selected] },
    });
  } else if (picture) {
    choices.push({
      label: 'This picture',
      description: picture.capture.originalFilename ?? 'The one that is shown.',
      which: { captureIds: [picture.capture.id] },
    });
  }
  const camera = picture?.camera ?? null;
  if (camera !== null) {
    const known = cameras.find((each) => each.camera === camera);
    if (jobId !== undefined) {
      choices.push({
        label: `All of ${camera} in this import`,
        description: 'Also those whose time is certain.',
        which: { camera, jobId },
      });
    }
    choices.push({
      label: `All of ${camera}`,
      description: known ? countsOf(known) : 'Also those whose time is certain.',
      which: { camera },
    });
  }
  if (jobId !== undefined) {
    choices.push({
      label: 'All of this import',
      description: 'Whatever camera they are from, also those whose time is certain.',
      which: { jobId },
    });
  }
  const others = cameras.filter((each) => each.camera !== camera).slice(0, mostOthers);
  for (const other of others) {
    choices.push({
      label: `All of ${other.camera}`,
      description: countsOf(other),
      which: { camera: other.camera },
      withoutPicture: true,
    });
  }
  return choices;
}

function countsOf({ captures, uncertain }: KnownCamera): string {
  return `${formatQuantity(captures, 'picture')}, ${formatCount(uncertain)} of them uncertain.`;
}

/** What can be done to move other pictures than those that are offered. */
export function shiftHints(selected: number, cameras: number): readonly string[] {
  return [
    ...(selected === 0
      ? ['For some of the others, close this and select them in the list: X adds one, Ctrl+A all.']
      : []),
    ...(cameras === 0 ? ['All pictures of a camera can be moved at once, but no picture here says its camera.'] : []),
  ];
}
