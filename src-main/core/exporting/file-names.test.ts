import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCapture } from '../../db/sample-capture.fake.ts';
import { fileName, foldPath, longestNameBytes, readNameTemplate, safeStem, stemOf } from './file-names.ts';

const stored = { createdAt: 0, updatedAt: 0 };
const capture = (given: Parameters<typeof makeCapture>[0]) => ({ ...makeCapture(given), ...stored });

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme-composite' }),
  fc.constantFrom(
    'CON',
    'nul.tar',
    'com1',
    'LPT¹',
    '..',
    '. .',
    'a/b\\c',
    '  x. ',
    'e\u0301',
    '\ud800',
    '💾'.repeat(90),
    'a\nb',
  ),
);

/** What must hold of every name on every system. */
function isSafe(name: string): boolean {
  return (
    Buffer.byteLength(name) <= longestNameBytes &&
    name === name.normalize('NFC') &&
    name.isWellFormed() &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    !/[\u0000-\u001f\u007f-\u009f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]/.test(name) &&
    !/^[. ]|[. ]$/.test(name) &&
    !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) &&
    name !== ''
  );
}

describe('the names of exported files', () => {
  it('are safe on every system, whatever is in a picture', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        anyText,
        fc.integer({ min: 1, max: 100_000 }),
        (display, app, name, between, number) => {
          const template = readNameTemplate(`{name}${between.replaceAll(/[{}/\\]/g, '')}{app}_{display}`);
          const of = capture({ displayName: display, appName: app, originalFilename: name });
          const made = fileName(stemOf(of, template), number, 'jpg');
          expect(made).toSatisfy(isSafe);
          expect(fileName(stemOf(of, template), number, 'jpg')).toBe(made);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stay as they are once they are safe', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(safeStem(safeStem(text))).toBe(safeStem(text));
      }),
    );
  });

  it.each([
    ['{date}_{time}_{display}_{id}', {}, '2026-06-15_09-00-00_Left_01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1'],
    ['{date}_{time}_{display}_{id}', { displayName: null }, '2026-06-15_09-00-00_01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1'],
    ['{app} - {name}', { appName: null, originalFilename: 'IMG_1.JPG' }, 'IMG_1'],
    ['{app} - {name}', { appName: 'Editor', originalFilename: null }, 'Editor'],
    ['{name}', { originalFilename: '../../etc/passwd' }, '-..-etc-passwd'],
    ['{name}', { originalFilename: 'con.jpg' }, '_con'],
    ['{name}', { originalFilename: '…\u202egpj.exe' }, '…-gpj'],
    ['{name}', { originalFilename: '...' }, '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1'],
    ['{name}', { originalFilename: 'e\u0301te\u0301.png' }, 'été'],
  ])('fill %s for %o', (template, given, expected) => {
    const id = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
    expect(stemOf(capture({ id, ...given }), readNameTemplate(template))).toBe(expected);
  });

  it.each(['{datum}', '{date', 'date}', '{{date}}', '{date}/{time}', '{}', 'a\\b'])(
    'refuse the template %s',
    (template) => {
      expect(() => readNameTemplate(template)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    },
  );

  it.each([
    ['Photo', 'PHOTO'],
    ['é', 'e\u0301'],
    ['straße', 'STRASSE'],
    ['ﬁle', 'file'],
  ])('take %s and %s for one', (one, other) => {
    expect(foldPath(one)).toBe(foldPath(other));
  });
});
