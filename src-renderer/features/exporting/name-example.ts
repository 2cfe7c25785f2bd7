import type { Capture } from '../../../src-shared/contract/captures.ts';
import { type ExportLayout, nameTemplateFields } from '../../../src-shared/contract/exporting.ts';
import { millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import { extensionByFormat, mimeTypeByFormat, pictureFormats } from '../../../src-shared/domain/vocabulary.ts';

type Field = (typeof nameTemplateFields)[number];
type Named = Pick<
  Capture,
  'id' | 'capturedAt' | 'utcOffsetMinutes' | 'localDay' | 'displayName' | 'appName' | 'originalFilename' | 'mimeType'
>;

/** What is exported where there is nothing yet to take an example from. */
export const exampleCapture: Named = {
  id: '018dfc2a-5b90-7c31-9d5e-3f1a2b4c6d7e',
  capturedAt: Date.parse('2024-03-01T21:15:22Z'),
  utcOffsetMinutes: 60,
  localDay: '2024-03-01',
  displayName: 'Left',
  appName: 'Firefox',
  originalFilename: null,
  mimeType: 'image/jpeg',
};

function fieldOf(capture: Named, field: Field): string {
  switch (field) {
    case 'date':
      return capture.localDay;
    case 'time':
      return new Date(capture.capturedAt + capture.utcOffsetMinutes * millisecondsPerMinute)
        .toISOString()
        .slice(11, 19)
        .replaceAll(':', '-');
    case 'display':
      return capture.displayName ?? '';
    case 'app':
      return capture.appName ?? '';
    case 'name':
      return capture.originalFilename?.replace(/\.[^.]{1,8}$/, '') ?? '';
    case 'id':
      return capture.id;
  }
}

/** What is wrong with a template, in a sentence; undefined for one that names files. */
export function problemOfTemplate(template: string): string | undefined {
  if (template.trim() === '') return 'Say how the files are called.';
  if (/[/\\]/.test(template)) return 'A name has no slash: choose “in folders by day” for folders.';
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find(
    ([, name]) => !nameTemplateFields.some((field) => field === name),
  );
  if (unknown) return `There is no field ${unknown[0]}.`;
  return /[{}]/.test(template.replace(/\{[^{}]*\}/g, '')) ? 'A brace has no other one.' : undefined;
}

/** How a picture would be called, and in which folder it would lie. The core may shorten it, or number names that are the same. */
export function exampleOf(template: string, layout: ExportLayout, capture: Named = exampleCapture): string {
  let stem = '';
  for (const [piece] of template.matchAll(/\{[^{}]*\}|[^{}]+/g)) {
    const field = nameTemplateFields.find((each) => `{${each}}` === piece);
    const value = field ? fieldOf(capture, field) : piece;
    // What stands between two fields goes with the one that has no value.
    if (value === '') stem = stem.replace(/[_\-. ]+$/, '');
    else stem += field === undefined && stem === '' ? value.replace(/^[_\-. ]+/, '') : value;
  }
  const safe = stem.replace(/[\p{Cc}"*/:<>?\\|]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '') || capture.id;
  const format = pictureFormats.find((each) => mimeTypeByFormat[each] === capture.mimeType);
  const folder = layout === 'dated' ? `${capture.localDay.replaceAll('-', '/')}/` : '';
  return `${folder}${safe}.${format ? extensionByFormat[format] : 'bin'}`;
}
