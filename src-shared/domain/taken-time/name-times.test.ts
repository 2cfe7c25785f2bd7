import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesInName } from './name-times.ts';
import type { ReadTime } from './wall-time.ts';

const now = Date.UTC(2026, 5, 15, 12);
const day = 86_400_000;

/** What is read, in short: `wall` or `instant`, the time, how exact it is. */
function read(name: string): string[] {
  return timesInName(name, now).map(({ says, atMs, precisionMs, ambiguous }) => {
    const length = new Map([
      [day, 'day'],
      [60_000, 'minute'],
      [1000, 'second'],
      [1, 'millisecond'],
    ]).get(precisionMs);
    return `${says} ${new Date(atMs).toISOString()} ${length}${ambiguous ? ' ambiguous' : ''}`;
  });
}

const morning = 'wall 2024-03-01T10:15:22.000Z second';
const evening = 'wall 2024-03-01T22:15:22.000Z second';
const milliseconds = 'wall 2024-03-01T10:15:22.123Z millisecond';
const minute = 'wall 2024-03-01T10:15:00.000Z minute';
const dayAlone = 'wall 2024-03-01T00:00:00.000Z day';

describe('names that programs and cameras give', () => {
  it.each([
    // macOS, in the words that are found in public repositories.
    ['Screenshot 2024-03-01 at 10.15.22 PM.png', evening],
    ['Screenshot 2024-03-01 at 10.15.22\u202fPM.png', evening],
    ['Screenshot 2024-03-01 at 10.15.22\u202fAM (2).png', morning],
    ['Screen Shot 2024-03-01 at 10.15.22.png', morning],
    ['Screenshot 2024-03-01 at 10.15.22\u202fPM (2).png', evening],
    ['Screenshot 2024-03-01 at 10.15.22\u202fPM copy 2.png', evening],
    ['Screen Shot 2024-03-01 at 10.15.22 PM copy.png', evening],
    ['Screen Shot 2024-03-01 at 10.15.22 2.png', morning],
    ['Bildschirmfoto 2024-03-01 um 10.15.22.png', morning],
    ['Capture d’écran 2024-03-01 à 10.15.22.png', morning],
    ["Capture d'écran 2024-03-01 à 10.15.22.png", morning],
    ['Capture dʼe\u0301cran 2024-03-01 a\u0300 10.15.22.png', morning],
    ['Captura de pantalla 2024-03-01 a las 10.15.22.png', morning],
    ['Captura de pantalla 2024-03-01 a la(s) 10.15.22\u202fp.\u00a0m..png', evening],
    ['Schermata 2024-03-01 alle 10.15.22.png', morning],
    ['Schermafbeelding 2024-03-01 om 10.15.22.png', morning],
    ['Skärmavbild 2024-03-01 kl. 10.15.22.png', morning],
    ['Skærmbillede 2024-03-01 kl. 10.15.22.png', morning],
    ['Skjermbilde 2024-03-01 kl. 10.15.22.png', morning],
    ['Näyttökuva 2024-3-1 kello 10.15.22.png', morning],
    ['Captura de Tela 2024-03-01 às 10.15.22.png', morning],
    ['Zrzut ekranu 2024-03-1 o 10.15.22.png', morning],
    ['Снимок экрана 2024-03-01 в 10.15.22.png', morning],
    ['スクリーンショット 2024-03-01 10.15.22.png', morning],
    ['スクリーンショット 2024-03-01 午後10.15.22.png', evening],
    ['截屏2024-03-01 10.15.22.png', morning],
    ['截屏2024-03-01 下午10.15.22.png', evening],
    ['截图 2024-03-01 上午10.15.22.png', morning],
    ['스크린샷 2024-03-01 오후 10.15.22.png', evening],
    ['CleanShot 2024-03-01 at 10.15.22@2x.png', morning],
    ['Simulator Screen Shot - iPhone 16 Pro - 2024-03-01 at 10.15.22.png', morning],
    // As websites rename them.
    ['Skjermbilde 2024-03-01 kl  10 15 22.png', morning],
    ['Schermata_2024-03-01_alle_10.15.22.png', morning],
    ['Screen-Shot-2024-03-01-at-10.15.22-PM.png', evening],
    ['Screen-Shot-2024-03-01-at-9.15.22-AM-1.png', 'wall 2024-03-01T09:15:22.000Z second'],
    // As programs read the narrow space before PM that take UTF-8 for another encoding.
    ['Screenshot 2024-03-01 at 10.15.22ΓÇ»PM.png', evening],
    ['Screenshot 2024-03-01 at 10.15.22â€¯PM (2).png', evening],
    ['Screenshot 2024-03-01 at 10.15.22\ufffdAM.png', morning],
    // Windows.
    ['Screenshot 2024-03-01 101522.png', morning],
    ['Screenshot 2024-03-01 101522 (2).png', morning],
    ['Screenshot 2024-03-01 101522 - Copy (2).png', morning],
    ['Captura de tela 2024-03-01 101522.png', morning],
    ['Näyttökuva 2024-03-01 101522.png', morning],
    ['WP_20240301_10_15_22_Pro.jpg', morning],
    ['WP_20240301_001.jpg', dayAlone],
    ['WIN_20240301_10_15_22_Pro.jpg', morning],
    // Linux.
    ['Screenshot from 2024-03-01 10-15-22.png', morning],
    ['Screenshot from 2024-03-01 10-15-22-1.png', morning],
    ['Screenshot from 2024-03-01 10-15-22 (another copy).png', morning],
    ['Bildschirmfoto vom 2024-03-01 10-15-22.png', morning],
    ['Screenshot_20240301_101522.png', morning],
    ['Screenshot_20240301_101522-1.png', morning],
    ['Screenshot_2024-03-01_10-15-22.png', morning],
    ['2024-03-01_10-15.png', minute],
    ['2024-03-01_10-15_1.png', minute],
    ['2024-03-01_10-15_12.png', minute],
    ['2024-03-01_10-15_1 (2).png', minute],
    ['2024-03-01_10-15_1920x1080.png', minute],
    ['20240301_10-15_1.png', minute],
    // Three numbers of one kind that are no time may be anything.
    ['2024-03-01_10-15-1.png', dayAlone],
    ['2024-03-01-101522_1920x1080_scrot.png', morning],
    ['20240301_10h15m22s_grim.png', morning],
    // Programs.
    ['2024-03-01_10-15-22.png', morning],
    ['2024-03-01 10_15_22-Untitled - Notepad.png', morning],
    ['chrome_2024-03-01_10-15-22.png', morning],
    ['chrome_2024-03-01_10-15-22_aB3dE6fG7h.png', morning],
    ['chrome_2024-03-01_10-15-22 (1).png', morning],
    ['Screenshot 2024-03-01 at 10-15-22 Wikipedia.png', morning],
    ['Game Screenshot 2024.03.01 - 10.15.22.12.png', morning],
    ['20240301101522_1.jpg', morning],
    ['2024-03-01_00001.jpg', dayAlone],
    ['2024030110152200-F1C11A22FAEE3B82F21B330E1B786A39.jpg', morning],
    ['New Doc 2024-03-01 10.15.22.jpg', morning],
    ['CamScanner 03-31-2024 10.15_1.jpg', 'wall 2024-03-31T10:15:00.000Z minute'],
    ['2024-03-01T10_15_22.123Z.png', 'instant 2024-03-01T10:15:22.123Z millisecond'],
    ['shot-2024-03-01T10:15:22+0100.png', 'instant 2024-03-01T09:15:22.000Z second'],
    // Phones.
    ['Screenshot_20240301-101522.png', morning],
    ['Screenshot_20240301-101522_Chrome.png', morning],
    ['Screenshot_20240301_101522_One UI Home.jpg', morning],
    ['Screenshot_2024-03-01-10-15-22.png', morning],
    ['Screenshot_2024-03-01-10-15-22-123_com.miui.home.jpg', milliseconds],
    ['Screenshot_2024-03-01-10-15-22-123_com.app~2.jpg', milliseconds],
    ['Screenshot_2024-03-01-10-15-22-12_1c337646f29875672b5a61192b9010f9.png', morning],
    ['SmartSelect_20240301-101522_Chrome.jpg', morning],
    ['IMG_20240301_101522.jpg', morning],
    ['IMG_20240301_101522_HDR.jpg', morning],
    ['IMG_20240301_101522123.jpg', milliseconds],
    ['MVIMG_20240301_101522.jpg', morning],
    ['VID_20240301_101522.mp4.jpg', morning],
    ['00100dPORTRAIT_00100_BURST20240301101522123_COVER.jpg', milliseconds],
    ['PXL_20240301_101522123.jpg', 'instant 2024-03-01T10:15:22.123Z millisecond'],
    ['PXL_20240301_101522123.MP.jpg', 'instant 2024-03-01T10:15:22.123Z millisecond'],
    ['PXL_20240301_101522123~2.jpg', 'instant 2024-03-01T10:15:22.123Z millisecond'],
    ['PXL_20240301_101522123.MP~2.jpg', 'instant 2024-03-01T10:15:22.123Z millisecond'],
    ['20240301_101522.jpg', morning],
    ['20240301_101522(0).jpg', morning],
    ['C360_2024-03-01-10-15-22-123.jpg', milliseconds],
    ['DJI_20240301101522_0001_D.JPG', morning],
    ['signal-2024-03-01-101522.jpg', morning],
    ['signal-2024-03-01-10-15-22-123.jpg', milliseconds],
    ['signal-2024-03-01-10-15-22-123-1.jpg', milliseconds],
    ['signal-2024-03-01-101522_002.jpg', morning],
    ['photo_2024-03-01_10-15-22.jpg', morning],
    ['photo_2024-03-01_10-15-22 (2).jpg', morning],
    ['photo_2024-03-01 10.15.22.jpeg', morning],
    ['WhatsApp Image 2024-03-01 at 10.15.22.jpeg', morning],
    ['WhatsApp Image 2024-03-01 at 10.15.22 (1).jpeg', morning],
    ['WhatsApp Image 2024-03-01 at 10.15.22_1a2b3c4d.jpg', morning],
    ['WhatsApp Image 2024-03-01 at 10.15.22 PM (1).jpeg', evening],
    ['IMG-20240301-WA0001.jpg', dayAlone],
    ['2024-03-01 10.15.22.jpg', morning],
    ['2024-03-01 10.15.22-1.jpg', morning],
    ['2024年3月1日 10時15分22秒.png', morning],
    // Seconds and milliseconds since 1970.
    ['Screenshot_1709288122.png', 'instant 2024-03-01T10:15:22.000Z second'],
    ['FB_IMG_1709288122345.jpg', 'instant 2024-03-01T10:15:22.345Z millisecond'],
    ['mmexport1709288122345.jpg', 'instant 2024-03-01T10:15:22.345Z millisecond'],
    ['screencapture-example-org-1709288122345.png', 'instant 2024-03-01T10:15:22.345Z millisecond'],
    // The day alone.
    ['2024-03-01.png', dayAlone],
    ['Scan_20240301.tif', dayAlone],
    ['Scan_20240301_0001.tif', dayAlone],
    ['Scan 2024-03-01 (2).png', dayAlone],
    ['31.12.2023.png', 'wall 2023-12-31T00:00:00.000Z day'],
    ['01.01.2024 10.15.22.png', 'wall 2024-01-01T10:15:22.000Z second'],
  ])('%s', (name, expected) => {
    expect(read(name)).toEqual([expected]);
  });
});

describe('names that say nothing', () => {
  it.each([
    'Screenshot (12).png',
    'Screenshot.png',
    'IMG_0001.JPG',
    'IMG_1234 2.PNG',
    'chrome_aB3dE6fG7h.png',
    'DSC01234.ARW',
    'P1010123.JPG',
    'GOPR0123.JPG',
    'image (3).png',
    'E1A2B3C4-1234-4567-89AB-0123456789AB.heic',
    'd41d8cd98f00b20420240301ecf8427e.png',
    'Snapchat-1709288122.jpg',
    // Two digits of a year are any of three things.
    '01-03-24.png',
    '24-03-01 10.15.22.png',
    'Photo on 3-1-24 at 10.15 AM.jpg',
    // No such date, no such time, or none that can be.
    'Screenshot_20240230-101522.png',
    'Screenshot_20230229-101522.png',
    'Screenshot_20241301-101522.png',
    'Screenshot_20240300-101522.png',
    'Screenshot 2024-03-01 at 24.60.00.png',
    'Screenshot_20240301-240000.png',
    'Screenshot_20240301-101560.png',
    'Screenshot 2024-03-01 at 13.15.22 PM.png',
    'Screenshot 2024-03-01 at 0.15.22 AM.png',
    '2024-03-01_24-15_1.png',
    '2024-03-01_10-60_1.png',
    '32.01.2024.png',
    '13.13.2024.png',
    'Screenshot_19691231-235959.png',
    'Screenshot_20260617-101522.png',
    'Screenshot_2999999999.png',
    '0000000001.png',
    '',
    '\n\0\u202e',
  ])('%j', (name) => {
    expect(read(name)).toEqual([]);
  });

  it('leaves the size of a screen, a counter and the page of a scan alone', () => {
    expect(read('desktop 1920-10-80.png')).toEqual([]);
    expect(read('2024-03-01-1920x1080.png')).toEqual([dayAlone]);
    expect(read('Holiday_2024_3_12.jpg')).toEqual([]);
  });

  it('takes tomorrow and no day later', () => {
    expect(read('20260616_115959.jpg')).toEqual(['wall 2026-06-16T11:59:59.000Z second']);
    expect(read('20260616_120000.jpg')).toEqual([]);
  });
});

describe('days and months that could be exchanged', () => {
  it('gives both readings', () => {
    expect(read('01-03-2024.png')).toEqual([
      'wall 2024-03-01T00:00:00.000Z day ambiguous',
      'wall 2024-01-03T00:00:00.000Z day ambiguous',
    ]);
    expect(read('Game 3_1_2024 10_15_22 PM.png')).toEqual([
      'wall 2024-01-03T22:15:22.000Z second ambiguous',
      'wall 2024-03-01T22:15:22.000Z second ambiguous',
    ]);
    expect(read('CamScanner 03-01-2024 10.15.jpg')).toEqual([
      'wall 2024-01-03T10:15:00.000Z minute ambiguous',
      'wall 2024-03-01T10:15:00.000Z minute ambiguous',
    ]);
  });
});

/** Any moment that a clock has shown until now. */
const moment = fc.integer({ min: 0, max: Math.floor(now / 1000) }).map((seconds) => new Date(seconds * 1000));

/** Each way to print a moment that a program above has; what is cut off is not expected back. */
const two = (value: number) => String(value).padStart(2, '0');
function partsOf(at: Date) {
  const iso = at.toISOString();
  const hour12 = at.getUTCHours() % 12 || 12;
  return {
    date: iso.slice(0, 10),
    compactDate: iso.slice(0, 10).replaceAll('-', ''),
    dots: iso.slice(11, 19).replaceAll(':', '.'),
    dashes: iso.slice(11, 19).replaceAll(':', '-'),
    underscores: iso.slice(11, 19).replaceAll(':', '_'),
    compactTime: iso.slice(11, 19).replaceAll(':', ''),
    dots12: `${hour12}.${two(at.getUTCMinutes())}.${two(at.getUTCSeconds())}`,
    half: at.getUTCHours() < 12 ? 'AM' : 'PM',
    chineseHalf: at.getUTCHours() < 12 ? '上午' : '下午',
    millisecond: iso.slice(20, 23),
  };
}

interface Printer {
  readonly print: (at: Date) => string;
  readonly precisionMs: number;
  readonly says?: ReadTime['says'];
}

const printers: Readonly<Record<string, Printer>> = {
  macOs: { print: (at) => `Screenshot ${partsOf(at).date} at ${partsOf(at).dots}.png`, precisionMs: 1000 },
  macOsTwelveHours: {
    print: (at) => `Screenshot ${partsOf(at).date} at ${partsOf(at).dots12}\u202f${partsOf(at).half}.png`,
    precisionMs: 1000,
  },
  macOsFrench: { print: (at) => `Capture d’écran ${partsOf(at).date} à ${partsOf(at).dots}.png`, precisionMs: 1000 },
  macOsChinese: {
    print: (at) => `截屏${partsOf(at).date} ${partsOf(at).chineseHalf}${partsOf(at).dots12}.png`,
    precisionMs: 1000,
  },
  windows: { print: (at) => `Screenshot ${partsOf(at).date} ${partsOf(at).compactTime}.png`, precisionMs: 1000 },
  windowsCamera: {
    print: (at) => `WIN_${partsOf(at).compactDate}_${partsOf(at).underscores}_Pro.jpg`,
    precisionMs: 1000,
  },
  gnome: { print: (at) => `Screenshot from ${partsOf(at).date} ${partsOf(at).dashes}.png`, precisionMs: 1000 },
  spectacle: {
    print: (at) => `Screenshot_${partsOf(at).compactDate}_${partsOf(at).compactTime}.png`,
    precisionMs: 1000,
  },
  flameshot: { print: (at) => `${partsOf(at).date}_${partsOf(at).dashes.slice(0, 5)}.png`, precisionMs: 60_000 },
  android: {
    print: (at) => `Screenshot_${partsOf(at).compactDate}-${partsOf(at).compactTime}_Maps.png`,
    precisionMs: 1000,
  },
  xiaomi: {
    print: (at) => `Screenshot_${partsOf(at).date}-${partsOf(at).dashes}-${partsOf(at).millisecond}_com.app.jpg`,
    precisionMs: 1,
  },
  camera: { print: (at) => `IMG_${partsOf(at).compactDate}_${partsOf(at).compactTime}.jpg`, precisionMs: 1000 },
  pixel: {
    print: (at) => `PXL_${partsOf(at).compactDate}_${partsOf(at).compactTime}${partsOf(at).millisecond}.jpg`,
    precisionMs: 1,
    says: 'instant',
  },
  telegram: { print: (at) => `photo_${partsOf(at).date}_${partsOf(at).dashes}.jpg`, precisionMs: 1000 },
  whatsApp: { print: (at) => `WhatsApp Image ${partsOf(at).date} at ${partsOf(at).dots}.jpeg`, precisionMs: 1000 },
  whatsAppPhone: { print: (at) => `IMG-${partsOf(at).compactDate}-WA0007.jpg`, precisionMs: day },
  steam: { print: (at) => `${partsOf(at).compactDate}${partsOf(at).compactTime}_1.jpg`, precisionMs: 1000 },
  dropbox: { print: (at) => `${partsOf(at).date} ${partsOf(at).dots}.jpg`, precisionMs: 1000 },
  isoInstant: { print: (at) => `${partsOf(at).date}T${partsOf(at).dashes}Z.png`, precisionMs: 1000, says: 'instant' },
  dayAlone: { print: (at) => `${partsOf(at).date}.png`, precisionMs: day },
};

describe('any moment', () => {
  it.each(Object.entries(printers))('is read back as %s prints it', (_, { print, precisionMs, says = 'wall' }) => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 999 }), (at, milliseconds) => {
        const exact = at.getTime() + milliseconds;
        const [found, ...more] = timesInName(print(new Date(exact)), now);
        expect(more).toEqual([]);
        expect(found).toMatchObject({
          atMs: exact - (exact % precisionMs),
          precisionMs,
          says,
          ambiguous: false,
        });
      }),
    );
  });

  it('is read back from seconds and milliseconds since 1970, from 2001 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000_000, max: now }), (at) => {
        expect(timesInName(`image-${at}.png`, now)).toMatchObject([{ atMs: at, precisionMs: 1, says: 'instant' }]);
        const seconds = Math.floor(at / 1000);
        expect(timesInName(`image-${seconds}.png`, now)).toMatchObject([{ atMs: seconds * 1000, precisionMs: 1000 }]);
      }),
    );
  });

  it('is ambiguous with the day before the month, unless only one of both is a date', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom('-', '.', '_', ' '), (at, separator) => {
        const [dayOfMonth, month, year] = [at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCFullYear()];
        const found = timesInName(`${[two(dayOfMonth), two(month), year].join(separator)}.png`, now);
        const exchanged = Date.UTC(year, dayOfMonth - 1, month);
        const isAmbiguous = dayOfMonth <= 12 && dayOfMonth !== month && exchanged < now + day;
        expect(found.map(({ atMs }) => atMs)).toContain(Date.UTC(year, month - 1, dayOfMonth));
        expect(found.length).toBe(isAmbiguous ? 2 : 1);
        expect(found.every(({ ambiguous }) => ambiguous === isAmbiguous)).toBe(true);
      }),
    );
  });
});

/** What systems and programs put behind a name that is there already. */
const copySuffixes = ['_1', '_12', ' (2)', '(1)', ' copy', ' copy 2', ' - Copy (3)', '~2'];

describe('a second file of the same moment', () => {
  it.each(Object.entries(printers))('says what the first says, as %s prints it', (_, { print }) => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...copySuffixes), (at, suffix) => {
        const name = print(at);
        const dot = name.lastIndexOf('.');
        const times = (text: string) => timesInName(text, now).map(({ text: _text, ...time }) => time);
        expect(times(`${name.slice(0, dot)}${suffix}${name.slice(dot)}`)).toEqual(times(name));
      }),
    );
  });
});

describe('what is no date', () => {
  const isReal = (year: number, month: number, dayOfMonth: number) => {
    const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
  };

  it('is never read as one, nor a time that no clock shows', () => {
    const number = (max: number) => fc.integer({ min: 0, max });
    const numbers = fc.tuple(
      fc.integer({ min: 1970, max: 2025 }),
      number(99),
      number(99),
      number(99),
      number(99),
      number(99),
    );
    fc.assert(
      fc.property(numbers, fc.constantFrom(0, 1, 2), ([year, month, dayOfMonth, hour, minute, second], form) => {
        const time = [hour, minute, second].map(two);
        const date = [year, two(month), two(dayOfMonth)];
        const name = [
          `Screenshot ${date.join('-')} at ${time.join('.')}.png`,
          `IMG_${date.join('')}_${time.join('')}.jpg`,
          `${date.join('-')}_${time.join('-')}.png`,
        ][form] as string;
        const isValid = isReal(year, month, dayOfMonth) && hour < 24 && minute < 60 && second < 60;
        const expected = isValid ? [Date.UTC(year, month - 1, dayOfMonth, hour, minute, second)] : [];
        expect(timesInName(name, now).map(({ atMs }) => atMs)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('comes out of no text whatever: all that is read is a time between 1970 and tomorrow', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789-_. :TZapm年月日'), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), digits), (name) => {
        for (const { atMs, precisionMs, text } of timesInName(name, now)) {
          expect(atMs).toBeGreaterThanOrEqual(0);
          expect(atMs).toBeLessThan(now + day);
          expect([1, 1000, 60_000, day]).toContain(precisionMs);
          expect(text).not.toBe('');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
