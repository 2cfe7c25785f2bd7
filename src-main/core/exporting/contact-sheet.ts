import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ImageFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureMaker, Place, Size, TextLine } from '../../ports/picture-making.ts';
import { evenly } from './evenly.ts';
import { frameSizeOf, onlyUnreadable, type SourcePicture } from './time-lapse.ts';

/** A picture of a sheet with what is written under it. */
export interface SheetPicture extends SourcePicture {
  /** Such as `09:41:07`. */
  readonly time: string;
  /** Such as the name of the display, or of the imported file. */
  readonly note: string;
}

export interface ContactSheetOrder {
  /** In the order of time. */
  readonly pictures: readonly SheetPicture[];
  /** Such as the day, and how many captures it has. */
  readonly title: string;
  readonly subtitle: string;
  readonly columns: number;
  readonly cellWidthPixels: number;
  /** More pictures than this are thinned evenly; the first and the last stay. */
  readonly mostPictures: number;
  /** Where it is written to: nothing may be there yet. */
  readonly path: string;
  readonly format: ImageFormat;
  readonly signal: AbortSignal;
  /** Called after each picture. */
  readonly onProgress: (done: number, of: number) => void;
}

/** What became of it. The places of pictures that could not be read are empty, and say so. */
export interface ContactSheet {
  readonly pictures: number;
  readonly failed: number;
  readonly bytes: number;
  readonly size: Size;
}

const paper = '#f7f7f5';
const behind = '#e6e6e3';
const ink = '#1d1e20';
const pale = '#6d6f75';

/** What fits into memory three times, and into each format: WebP ends at 16,383 pixels a side, JPEG at 65,535. */
export const greatestSheetPixels = 32_000_000;
export const greatestSidePixels: Readonly<Record<ImageFormat, number>> = { webp: 16_383, jpeg: 65_500, png: 65_500 };

/** Where everything is on a sheet, in pixels. */
export interface SheetLayout {
  readonly sheet: Size;
  readonly picture: Size;
  readonly columns: number;
  readonly margin: number;
  readonly gap: number;
  readonly headerHeight: number;
  /** The room under a picture for what is written there. */
  readonly captionHeight: number;
  readonly textPixels: number;
}

/**
 * Writes one picture with others in rows, each whole, with its time and a note under it. Larger than fits into the format or
 * into memory it is made smaller. Throws `BAD_INPUT` for none or thousands, `FILE_UNREADABLE` where none can be read, the reason of the signal, and
 * what the file system throws.
 */
export async function makeContactSheet(maker: PictureMaker, order: ContactSheetOrder): Promise<ContactSheet> {
  const { signal, onProgress } = order;
  const pictures = evenly(order.pictures, order.mostPictures);
  const layout = layOut(pictures, order);
  const { sheet, margin } = layout;
  const painter = maker.sheet(sheet, paper);
  await painter.write(headerOf(order, layout), { top: 0, height: margin + layout.headerHeight });
  let failed = 0;
  for (let first = 0; first < pictures.length; first += layout.columns) {
    const texts: TextLine[] = [];
    for (const [column, picture] of pictures.slice(first, first + layout.columns).entries()) {
      signal.throwIfAborted();
      const at = placeOf(layout, first + column);
      const pixels = await picture.reading((path) => maker.fit(path, layout.picture, behind)).catch(onlyUnreadable);
      painter.place(pixels, at);
      if (!pixels) failed += 1;
      texts.push(...captionOf(picture, at, layout, !pixels));
      onProgress(first + column + 1, pictures.length);
    }
    const { top } = placeOf(layout, first);
    await painter.write(texts, { top, height: layout.picture.height + layout.captionHeight });
  }
  signal.throwIfAborted();
  if (failed === pictures.length) throw new AppError('FILE_UNREADABLE', 'None of these pictures can be read.');
  const { bytes } = await painter.finish(order.path, order.format);
  return { pictures: pictures.length - failed, failed, bytes, size: sheet };
}

/** The largest cells up to the wanted width with which the sheet fits; one that would be too high has more columns. */
export function layOut(
  pictures: readonly Size[],
  order: Pick<ContactSheetOrder, 'columns' | 'cellWidthPixels' | 'format'>,
): SheetLayout {
  const fewest = Math.max(1, Math.min(order.columns, pictures.length));
  const greatestSide = greatestSidePixels[order.format];
  for (let cellWidth = order.cellWidthPixels; cellWidth >= 16; cellWidth = Math.floor(cellWidth * 0.9)) {
    for (let columns = fewest; columns <= pictures.length; columns += 1) {
      const layout = layOutCells(pictures, columns, cellWidth);
      const { width, height } = layout.sheet;
      const isTooHigh = height > greatestSide;
      const isTooLarge = width * height > greatestSheetPixels || width > greatestSide;
      if (!isTooHigh && !isTooLarge) return layout;
      if (isTooLarge) break;
    }
  }
  throw new AppError('BAD_INPUT', 'So many pictures do not fit on one sheet. Choose fewer.');
}

function layOutCells(pictures: readonly Size[], columns: number, cellWidth: number): SheetLayout {
  const { height } = frameSizeOf(pictures, cellWidth);
  // One tall picture must not make a row that fills a screen.
  const picture = { width: cellWidth, height: Math.min(height, Math.round(cellWidth * 1.5)) };
  const textPixels = Math.max(9, Math.round(cellWidth / 22));
  const gap = Math.max(6, Math.round(cellWidth / 20));
  const margin = Math.round(gap * 2.5);
  const captionHeight = Math.round(textPixels * 2.1);
  const headerHeight = Math.round(textPixels * 5);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = {
    width: margin * 2 + columns * cellWidth + (columns - 1) * gap,
    height: margin * 2 + headerHeight + rows * (picture.height + captionHeight) + (rows - 1) * gap,
  };
  return { sheet, picture, columns, margin, gap, headerHeight, captionHeight, textPixels };
}

/** Where a picture is, by its number from 0. */
export function placeOf(layout: SheetLayout, index: number): Place {
  const { picture, columns, margin, gap, headerHeight, captionHeight } = layout;
  const row = Math.floor(index / columns);
  return {
    left: margin + (index % columns) * (picture.width + gap),
    top: margin + headerHeight + row * (picture.height + captionHeight + gap),
    ...picture,
  };
}

function headerOf({ title, subtitle }: ContactSheetOrder, { sheet, margin, textPixels }: SheetLayout): TextLine[] {
  const width = sheet.width - 2 * margin;
  return [
    {
      left: margin,
      baseline: margin + Math.round(textPixels * 1.6),
      width,
      text: title,
      sizePixels: textPixels * 2,
      isBold: true,
      colour: ink,
    },
    {
      left: margin,
      baseline: margin + Math.round(textPixels * 3.5),
      width,
      text: subtitle,
      sizePixels: textPixels,
      colour: pale,
    },
  ];
}

function captionOf(picture: SheetPicture, at: Place, { textPixels }: SheetLayout, isMissing: boolean): TextLine[] {
  const baseline = at.top + at.height + Math.round(textPixels * 1.45);
  const timeWidth = Math.round(Math.min(at.width * 0.45, (picture.time.length + 1) * textPixels * 0.66));
  const line = { baseline, sizePixels: textPixels };
  const caption: TextLine[] = [
    { ...line, left: at.left, width: timeWidth, text: picture.time, isBold: true, colour: ink },
    {
      ...line,
      left: at.left + timeWidth,
      width: at.width - timeWidth,
      text: picture.note,
      colour: pale,
      align: 'right',
    },
  ];
  if (!isMissing) return caption;
  const middle = at.top + Math.round((at.height + textPixels) / 2);
  return [
    ...caption,
    {
      ...line,
      baseline: middle,
      left: at.left,
      width: at.width,
      text: 'This picture cannot be read.',
      colour: pale,
      align: 'middle',
    },
  ];
}
